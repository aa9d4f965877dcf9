//! How many files, and bytes, one party may bring.
//!
//! Owns the quota of a party, a dated row, and when there is room again. Refuses a file that the quota has no room for.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::shared::{Dated, DatedRule, Period};

/// Largest file, in bytes.
pub const LARGEST_FILE: i64 = 5 * MEBIBYTE;
/// How long a file that nothing refers to is kept, in hours.
pub const UNATTACHED_HOURS: i64 = 24;

const MEBIBYTE: i64 = 1024 * 1024;

/// How much one party may bring: what a dated row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileQuota {
    /// Files declared on one day.
    pub files_a_day: i64,
    /// Their bytes.
    pub bytes_a_day: i64,
    /// Bytes of files that nothing refers to, of all days.
    pub unattached_bytes: i64,
}

impl FileQuota {
    /// The figures to start with; they also hold on a day of which no row says anything.
    pub const FIRST: Self =
        Self { files_a_day: 200, bytes_a_day: 100 * MEBIBYTE, unattached_bytes: 50 * MEBIBYTE };
}

impl DatedRule for FileQuota {
    const TABLE: &'static str = "file_quota";

    fn key(&self) -> String {
        "every_party".to_owned()
    }
}

/// The row to start with.
pub fn seed_file_quotas() -> Vec<Dated<FileQuota>> {
    vec![Dated {
        rule: FileQuota::FIRST,
        in_force: Period { from: FIRST_DAY, until: None },
        source: "Platform rule: a supplier's papers fit many times, and no party fills the disk".to_owned(),
    }]
}

const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2022, 1, 1).expect("the first of January exists");

/// What a party has brought already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileUse {
    /// Files declared today.
    pub files_today: i64,
    /// Their bytes.
    pub bytes_today: i64,
    /// Seconds until the day ends.
    pub day_ends_in: i64,
    /// Files that nothing refers to, the oldest first.
    pub unattached: Vec<Unattached>,
}

/// A file that nothing refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unattached {
    /// Its bytes.
    pub size: i64,
    /// Seconds until it goes; none or less when it is due.
    pub goes_in: i64,
}

/// What of a quota is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotaBound {
    /// Files of a day.
    FilesADay,
    /// Bytes of a day.
    BytesADay,
    /// Bytes of files that nothing refers to.
    UnattachedBytes,
}

/// A file has no room now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaReached {
    /// What is reached.
    pub bound: QuotaBound,
    /// How much there may be.
    pub most: i64,
    /// Seconds until there is room again.
    pub free_in: i64,
}

/// Whether a party may bring another file of a size.
///
/// # Errors
/// [`QuotaReached`] with the bound that holds it up longest.
pub fn check_quota(quota: &FileQuota, used: &FileUse, size: i64) -> Result<(), QuotaReached> {
    let day = |bound, most, would| {
        (would > most).then_some(QuotaReached { bound, most, free_in: used.day_ends_in.max(1) })
    };
    let reached = [
        day(QuotaBound::FilesADay, quota.files_a_day, used.files_today.saturating_add(1)),
        day(QuotaBound::BytesADay, quota.bytes_a_day, used.bytes_today.saturating_add(size)),
        unattached(quota, used, size),
    ];
    reached.into_iter().flatten().max_by_key(|reached| reached.free_in).map_or(Ok(()), Err)
}

/// Whether what nothing refers to leaves no room, and until when: the oldest go first.
fn unattached(quota: &FileQuota, used: &FileUse, size: i64) -> Option<QuotaReached> {
    let most = quota.unattached_bytes;
    let mut over = used.unattached.iter().fold(size, |sum, file| sum.saturating_add(file.size)) - most;
    if over <= 0 {
        return None;
    }
    let mut free_in = 1;
    for file in &used.unattached {
        if over <= 0 {
            break;
        }
        over -= file.size;
        free_in = free_in.max(file.goes_in);
    }
    Some(QuotaReached { bound: QuotaBound::UnattachedBytes, most, free_in })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_five_mebibytes_at_most() {
        assert_eq!(LARGEST_FILE, 5_242_880);
    }

    const QUOTA: FileQuota = FileQuota { files_a_day: 3, bytes_a_day: 100, unattached_bytes: 50 };

    fn used(files_today: i64, bytes_today: i64, unattached: &[(i64, i64)]) -> FileUse {
        let unattached = unattached.iter().map(|&(size, goes_in)| Unattached { size, goes_in }).collect();
        FileUse { files_today, bytes_today, day_ends_in: 1000, unattached }
    }

    #[test]
    fn a_quota_says_what_is_reached_and_when_there_is_room_again() {
        use QuotaBound::{BytesADay, FilesADay, UnattachedBytes};
        let cases = [
            (used(0, 0, &[]), 50, None),
            (used(2, 90, &[]), 10, None),
            (used(3, 3, &[]), 1, Some((FilesADay, 3, 1000))),
            (used(1, 90, &[]), 11, Some((BytesADay, 100, 1000))),
            (used(1, 30, &[(30, 500)]), 20, None),
            (used(1, 30, &[(30, 500)]), 21, Some((UnattachedBytes, 50, 500))),
            // Of several the oldest go first, and only as many as are in the way.
            (used(0, 0, &[(10, 100), (20, 200), (20, 300)]), 10, Some((UnattachedBytes, 50, 100))),
            (used(0, 0, &[(10, 100), (20, 200), (20, 300)]), 11, Some((UnattachedBytes, 50, 200))),
            // One that is due goes in the next turn.
            (used(0, 0, &[(50, -60)]), 1, Some((UnattachedBytes, 50, 1))),
            // The longest counts.
            (used(3, 30, &[(50, 5000)]), 1, Some((UnattachedBytes, 50, 5000))),
            (used(3, 30, &[(50, 500)]), 1, Some((FilesADay, 3, 1000))),
        ];
        for (used, size, expected) in cases {
            let reached = check_quota(&QUOTA, &used, size).err();
            let said = reached.map(|reached| (reached.bound, reached.most, reached.free_in));
            assert_eq!(said, expected, "{used:?} and {size} bytes");
        }
    }

    #[test]
    fn the_first_figures_have_room_for_the_largest_file() {
        let nothing = used(0, 0, &[]);
        assert_eq!(check_quota(&FileQuota::FIRST, &nothing, LARGEST_FILE), Ok(()));
    }
}

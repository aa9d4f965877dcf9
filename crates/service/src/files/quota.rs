//! How many files a party may bring: what it has brought, and what is said when there is no room.

use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::shared::{
    Bilingual, FileQuota, FileUse, QuotaBound, QuotaReached, UNATTACHED_HOURS, Unattached, check_quota,
    jakarta_date, jakarta_midnight,
};
use domain::{say, words};
use web::{ApiError, ProblemCode};

use crate::{Error, Tx, dated};

/// What a party has brought until now, as the rows of its files say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// The bytes of each file declared today.
    pub today: Vec<i64>,
    /// Of each file that nothing refers to, the oldest first: its bytes, when it was declared, and the time now, both by the
    /// database's clock.
    pub unattached: Vec<(i64, DateTime<Utc>, DateTime<Utc>)>,
}

impl Brought {
    fn until(self, at: DateTime<Utc>) -> FileUse {
        let goes_in = |(size, declared, now): (i64, DateTime<Utc>, DateTime<Utc>)| Unattached {
            size,
            goes_in: UNATTACHED_HOURS * 3600 - (now - declared).num_seconds(),
        };
        FileUse {
            files_today: i64::try_from(self.today.len()).unwrap_or(i64::MAX),
            bytes_today: self.today.iter().sum(),
            day_ends_in: (jakarta_midnight(jakarta_date(at) + Days::new(1)) - at).num_seconds(),
            unattached: self.unattached.into_iter().map(goes_in).collect(),
        }
    }
}

/// The quota of the day has room for another file of a size; `brought` was read under [`db::files::lock_use`].
///
/// # Errors
/// 429 `file-quota-reached` with the bound, and when there is room again.
pub async fn expect_room(tx: &mut Tx<'_>, brought: Brought, size: i64) -> Result<(), Error> {
    let quota = dated::rules_on::<FileQuota>(tx.conn, tx.today()).await?;
    let quota = quota.first().map_or(FileQuota::FIRST, |row| row.rule);
    check_quota(&quota, &brought.until(tx.now), size).map_err(|reached| {
        let free_at = tx.now + TimeDelta::try_seconds(reached.free_in).unwrap_or_default();
        let seconds = u32::try_from(reached.free_in).unwrap_or(1);
        let problem = ApiError::new(ProblemCode::FileQuotaReached).retry_after(seconds);
        problem.detail(reached_in_words(&reached, free_at)).into()
    })
}

fn reached_in_words(reached: &QuotaReached, free_at: DateTime<Utc>) -> Bilingual {
    let (files, mebibytes) = (words::count(reached.most), words::count(reached.most / (1024 * 1024)));
    match reached.bound {
        QuotaBound::FilesADay => say!(
            "Pihak Anda sudah mendaftarkan {most} berkas hari ini, sebanyak yang boleh. Coba lagi mulai {free_at}.",
            "Your party has declared {most} files today, as many as it may. Try again from {free_at}.",
            most = files,
            free_at = free_at,
        ),
        QuotaBound::BytesADay => say!(
            "Dengan berkas ini kiriman pihak Anda hari ini melebihi {most} MiB. Coba lagi mulai {free_at}.",
            "With this file your party would bring more than {most} MiB today. Try again from {free_at}.",
            most = mebibytes,
            free_at = free_at,
        ),
        QuotaBound::UnattachedBytes => say!(
            "Berkas pihak Anda yang belum dipakai akan melebihi {most} MiB. Lampirkan dahulu berkas yang sudah diunggah; yang tidak dipakai dihapus setelah 24 jam, dan ada tempat lagi mulai {free_at}.",
            "The files of your party that nothing refers to would exceed {most} MiB. Attach first what was uploaded; what is not used is deleted after 24 hours, and there is room again from {free_at}.",
            most = mebibytes,
            free_at = free_at,
        ),
    }
}

//! Dated rows: a rule with figures is data with the days it is in force and where it comes from.
//!
//! Owns when a row may be added and how it may be ended: never edited, never into the past, at most one of a key in force
//! on a day. What a row says and how it is applied is its room's.

use chrono::{Days, NaiveDate};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Invalid, Period};
use crate::{labels, say};

labels! {
    /// What has happened to a dated row.
    pub enum RuleHappened {
        /// It was added.
        Added = "added",
        /// Its last day was set.
        Ended = "ended",
    }
}

/// What a row of one table says.
pub trait DatedRule: Serialize + DeserializeOwned + 'static {
    /// The name of its table: `gate_rule`.
    const TABLE: &'static str;

    /// What it says something of: of the rows of one key at most one is in force on a day.
    fn key(&self) -> String;

    /// Whether both say something of the same: of two such rows at most one is in force on a day.
    fn meets(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<R> {
    /// What it says.
    pub rule: R,
    /// The days it is in force.
    pub in_force: Period,
    /// The law or regulation it comes from, or who measured its figure.
    pub source: String,
}

impl<R> Dated<R> {
    /// Whether it is in force on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.in_force.contains(day)
    }
}

/// Of the rows that fit and are in force on a day the one that came into force last.
pub fn last_in_force<R>(rows: &[Dated<R>], day: NaiveDate, fits: impl Fn(&R) -> bool) -> Option<&Dated<R>> {
    rows.iter().filter(|row| fits(&row.rule) && row.holds_on(day)).max_by_key(|row| row.in_force.from)
}

/// Whether a row may be added today: what has happened was judged by the rows of its day.
pub fn check_new_row(in_force: Period, today: NaiveDate) -> Vec<Invalid> {
    let mut found = Vec::new();
    if in_force.from < today {
        let detail = say!(
            "Aturan berlaku paling awal hari ini, {today}; yang sudah terjadi tidak dinilai ulang.",
            "A rule begins today, {today}, at the earliest; what has happened is not judged again.",
            today = today,
        );
        found.push(Invalid::says("/in_force_from_date", "in-past", detail));
    }
    if in_force.until.is_some_and(|until| until < in_force.from) {
        found.push(Invalid::new(
            "/in_force_until_date",
            "period",
            "Hari terakhir tidak boleh sebelum hari pertama.",
            "The last day must not lie before the first.",
        ));
    }
    found
}

/// Whether a row in force on these days may have this last day, which is written today. Yesterday is the earliest: then it
/// holds today no longer, and another may follow it.
pub fn check_ending(in_force: Period, last: NaiveDate, today: NaiveDate) -> Vec<Invalid> {
    let earliest = today.checked_sub_days(Days::new(1)).unwrap_or(today);
    let detail = if last < earliest {
        say!(
            "Aturan berlaku paling sedikit sampai {earliest}; yang sudah terjadi tidak dinilai ulang.",
            "A rule holds until {earliest} at least; what has happened is not judged again.",
            earliest = earliest,
        )
    } else if let Some(until) = in_force.until.filter(|until| last >= *until) {
        say!(
            "Aturan ini sudah berakhir pada {until}; buat aturan baru yang melanjutkannya.",
            "This rule ends on {until} already; add another that follows it.",
            until = until,
        )
    } else {
        return Vec::new();
    };
    vec![Invalid::says("/in_force_until_date", "ending", detail)]
}

/// Whether two periods have a day in common.
pub fn overlap(one: Period, other: Period) -> bool {
    let last = |period: Period| period.until.unwrap_or(NaiveDate::MAX);
    one.from.max(other.from) <= last(one).min(last(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn period(from: &str, until: Option<&str>) -> Period {
        Period { from: day(from), until: until.map(day) }
    }

    fn codes(found: Vec<Invalid>) -> Vec<&'static str> {
        found.into_iter().map(|one| one.code).collect()
    }

    #[test]
    fn a_row_begins_today_at_the_earliest_and_not_after_its_end() {
        let new = |from, until| codes(check_new_row(period(from, until), day("2026-11-28")));
        assert!(new("2026-11-28", None).is_empty());
        assert!(new("2026-12-01", Some("2026-12-01")).is_empty());
        assert_eq!(new("2026-11-27", None), ["in-past"]);
        assert_eq!(new("2026-12-02", Some("2026-12-01")), ["period"]);
    }

    #[test]
    fn a_row_is_ended_never_prolonged_and_never_in_the_past() {
        let end =
            |until, last| codes(check_ending(period("2022-01-01", until), day(last), day("2026-11-28")));
        assert!(end(None, "2026-11-27").is_empty(), "it holds today no longer");
        assert!(end(Some("2027-12-31"), "2026-12-31").is_empty());
        assert_eq!(end(None, "2026-11-26"), ["ending"]);
        assert_eq!(end(Some("2026-12-31"), "2026-12-31"), ["ending"]);
        assert_eq!(end(Some("2026-12-31"), "2027-01-01"), ["ending"]);
    }

    #[test]
    fn rows_of_one_key_share_no_day() {
        let old = period("2022-01-01", Some("2026-11-27"));
        let open = period("2026-12-01", None);
        let meets = |from, until| [old, open].into_iter().find(|other| overlap(period(from, until), *other));
        assert_eq!(meets("2026-11-28", Some("2026-11-30")), None);
        assert_eq!(meets("2026-11-27", Some("2026-11-30")), Some(old));
        assert_eq!(meets("2026-11-28", None), Some(open));
        assert_eq!(meets("2030-01-01", Some("2030-01-01")), Some(open));
        let never = period("2026-12-01", Some("2026-11-30"));
        assert!(!overlap(period("2026-11-28", None), never), "a row ended before it began");
    }
}

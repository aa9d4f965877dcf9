//! When a date that somebody writes can lie: one table for all fields, by what the date says.
//!
//! Owns: the sense of a date field and the days it allows. Refuses: years that people do not live in, papers issued
//! tomorrow, deliveries of yesterday, terms that outlive everybody who signs them.

use chrono::{Months, NaiveDate, TimeDelta};

use crate::say;

use super::{Invalid, Period};

/// What a date in a request says, and so when it can lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateSense {
    /// Something that has happened: a paper was issued, a letter written.
    Happened,
    /// The first day of something agreed or permitted.
    Begins,
    /// The last day of something agreed or permitted.
    Ends,
    /// Something that is still to be done.
    Planned,
    /// A day that somebody asks about.
    Asked,
}

/// Independence: no paper of the republic is older.
const OLDEST: NaiveDate = NaiveDate::from_ymd_opt(1945, 8, 17).expect("a date");
/// No cooperation of regions, no permit in force is older (the first law on regional autonomy took effect in 2001).
const FIRST_TERM: NaiveDate = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a date");

impl DateSense {
    /// The days on which such a date can lie, seen from `today` in Jakarta.
    pub fn range(self, today: NaiveDate) -> Period {
        let years = |count: u32| today.checked_add_months(Months::new(12 * count)).unwrap_or(NaiveDate::MAX);
        // In the east of the country the next day begins two hours earlier.
        let tomorrow = today.checked_add_signed(TimeDelta::days(1)).unwrap_or(today);
        let (from, until) = match self {
            Self::Happened => (OLDEST, tomorrow),
            Self::Begins => (FIRST_TERM, years(10)),
            Self::Ends => (FIRST_TERM, years(50)),
            Self::Planned => (today, years(5)),
            Self::Asked => (OLDEST, years(50)),
        };
        Period { from, until: Some(until) }
    }

    /// Judges a date of a field.
    ///
    /// # Errors
    /// [`Invalid`] `implausible-date` at `pointer` that names the days allowed.
    pub fn judge(self, pointer: &str, date: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Invalid> {
        date_within(pointer, date, self.range(today))
    }
}

/// Judges a date of a field by the days on which it can lie.
///
/// # Errors
/// [`Invalid`] `implausible-date` at `pointer` that names the days allowed.
pub fn date_within(pointer: &str, date: NaiveDate, range: Period) -> Result<NaiveDate, Invalid> {
    if range.contains(date) {
        return Ok(date);
    }
    let detail = say!(
        "Tanggal ini harus antara {from} dan {until}; periksa hari, bulan, dan tahunnya.",
        "This date must lie between {from} and {until}; look at day, month and year again.",
        from = range.from,
        until = range.until.unwrap_or(NaiveDate::MAX),
    );
    Err(Invalid::says(pointer, "implausible-date", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn each_sense_allows_its_days_and_no_other() {
        use DateSense as S;
        let today = day("2026-11-28");
        for (sense, first, last) in [
            (S::Happened, "1945-08-17", "2026-11-29"),
            (S::Begins, "2000-01-01", "2036-11-28"),
            (S::Ends, "2000-01-01", "2076-11-28"),
            (S::Planned, "2026-11-28", "2031-11-28"),
            (S::Asked, "1945-08-17", "2076-11-28"),
        ] {
            let (first, last) = (day(first), day(last));
            assert!(sense.judge("/x", first, today).is_ok() && sense.judge("/x", last, today).is_ok());
            for wrong in [first.pred_opt(), last.succ_opt(), Some(day("-0001-06-10")), Some(NaiveDate::MAX)] {
                let refused = sense.judge("/x", wrong.expect("a day"), today).expect_err("refused");
                assert_eq!((refused.pointer.as_str(), refused.code), ("/x", "implausible-date"));
            }
        }
    }

    #[test]
    fn a_refusal_names_the_days_in_words() {
        let refused = DateSense::Planned.judge("/x", day("2199-01-01"), day("2026-11-28"));
        let detail = refused.expect_err("refused").detail;
        assert!(detail.en.contains("between 28 November 2026 and 28 November 2031"), "{}", detail.en);
        assert!(detail.id.contains("antara 28 November 2026 dan 28 November 2031"), "{}", detail.id);
    }

    #[test]
    fn the_farthest_today_is_judged_too() {
        assert!(DateSense::Ends.range(NaiveDate::MAX).contains(NaiveDate::MAX));
    }
}

//! Prices over time: a range of days cut into periods, and the middle of the prices of each.

use chrono::{Datelike as _, Days, NaiveDate};

use crate::labels;
use crate::shared::{Invalid, Money};

labels! {
    /// By what prices over time are put together.
    pub enum SeriesPeriod {
        /// Each day.
        Day = "day",
        /// ISO weeks, from Monday to Sunday.
        Week = "week",
        /// Months of the calendar.
        Month = "month",
    }
}

/// The most days a series spans: two years, one of them a leap year.
pub const LONGEST_SERIES: usize = 731;

impl SeriesPeriod {
    /// The last day of the period a day lies in.
    fn last_day(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day => Some(day),
            Self::Week => {
                day.checked_add_days(Days::new(6 - u64::from(day.weekday().num_days_from_monday())))
            }
            Self::Month => {
                let (year, month) = (day.year(), day.month());
                let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
                NaiveDate::from_ymd_opt(next.0, next.1, 1)?.pred_opt()
            }
        }
    }
}

/// The periods of a range, in order, each with its first and its last day within the range.
///
/// # Errors
/// [`Invalid`] `period` at `?until_date` where the range ends before it begins or spans more than [`LONGEST_SERIES`] days.
pub fn series_periods(
    from: NaiveDate,
    until: NaiveDate,
    period: SeriesPeriod,
) -> Result<Vec<(NaiveDate, NaiveDate)>, Invalid> {
    let days = (until - from).num_days() + 1;
    if !usize::try_from(days).is_ok_and(|days| (1..=LONGEST_SERIES).contains(&days)) {
        return Err(Invalid::new(
            "?until_date",
            "period",
            "Pilih hari terakhir yang tidak sebelum hari pertama, dan paling banyak 731 hari seluruhnya.",
            "Choose a last day that is not before the first, and 731 days at most.",
        ));
    }
    let mut found = Vec::new();
    let mut first = Some(from);
    while let Some(day) = first.filter(|day| *day <= until) {
        let last = period.last_day(day).map_or(until, |last| last.min(until));
        found.push((day, last));
        first = last.succ_opt();
    }
    Ok(found)
}

/// The median of prices, from the two in the middle (of an odd number the same twice): half up, exact.
pub fn median(lower: Money, upper: Money) -> Money {
    let gap = upper.0 - lower.0;
    Money(lower.0 + gap / 2 + gap % 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn periods(from: &str, until: &str, period: SeriesPeriod) -> Vec<(String, String)> {
        let found = series_periods(day(from), day(until), period).expect("a range");
        found.into_iter().map(|(from, until)| (from.to_string(), until.to_string())).collect()
    }

    fn spans(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|(from, until)| ((*from).to_owned(), (*until).to_owned())).collect()
    }

    #[test]
    fn a_range_is_cut_at_mondays_and_at_the_first_of_months() {
        use SeriesPeriod::{Day, Month, Week};
        // 1 November 2026 is a Sunday.
        let weeks =
            [("2026-10-31", "2026-11-01"), ("2026-11-02", "2026-11-08"), ("2026-11-09", "2026-11-10")];
        assert_eq!(periods("2026-10-31", "2026-11-10", Week), spans(&weeks));
        let months =
            [("2026-11-15", "2026-11-30"), ("2026-12-01", "2026-12-31"), ("2027-01-01", "2027-01-01")];
        assert_eq!(periods("2026-11-15", "2027-01-01", Month), spans(&months));
        assert_eq!(periods("2026-11-15", "2026-11-15", Day), spans(&[("2026-11-15", "2026-11-15")]));
        assert_eq!(periods("2024-01-01", "2025-12-31", Day).len(), LONGEST_SERIES);
    }

    #[test]
    fn a_range_of_more_than_two_years_or_backwards_is_refused() {
        for (from, until) in [("2024-01-01", "2026-01-01"), ("2026-11-02", "2026-11-01")] {
            let refused =
                series_periods(day(from), day(until), SeriesPeriod::Month).map_err(|why| why.pointer);
            assert_eq!(refused, Err("?until_date".to_owned()), "{from}");
        }
    }

    #[test]
    fn a_median_of_two_is_rounded_half_up() {
        for (lower, upper, middle) in [(1, 1, 1), (1, 2, 2), (1, 4, 3), (22_000, 23_001, 22_501)] {
            assert_eq!(median(Money(lower), Money(upper)), Money(middle));
        }
    }
}

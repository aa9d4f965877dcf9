//! Numbers of days that goods are judged by: dated rows, never constants.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::labels;
use crate::shared::{DateSense, Dated, DatedRule, Invalid, Period, date_within};

labels! {
    /// What a number of days limits.
    pub enum GoodsLimitKind {
        /// How old a price may be when it is first recorded.
        ObservationAge = "observation_age",
        /// How old a forecast of a harvest may be before it is told as too old to count on.
        ForecastAge = "forecast_age",
    }
}

/// A number of days that goods are judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsLimit {
    /// What it limits.
    pub kind: GoodsLimitKind,
    /// The days.
    pub days: u16,
}

impl DatedRule for GoodsLimit {
    const TABLE: &'static str = "goods_limit";

    fn key(&self) -> String {
        self.kind.to_string()
    }
}

/// The days of a kind, as the rows say on a day; none where no row does, and then there is no limit.
pub fn goods_limit_on(rows: &[Dated<GoodsLimit>], kind: GoodsLimitKind, day: NaiveDate) -> Option<u16> {
    rows.iter().find(|row| row.rule.kind == kind && row.holds_on(day)).map(|row| row.rule.days)
}

/// Judges the day on which a price was seen: not in the future, and no older than the row allows.
///
/// # Errors
/// [`Invalid`] `implausible-date` at `pointer` that names the days allowed.
pub fn check_observed_date(
    rows: &[Dated<GoodsLimit>],
    pointer: &str,
    date: NaiveDate,
    today: NaiveDate,
) -> Result<NaiveDate, Invalid> {
    let range = DateSense::Happened.range(today);
    let oldest = goods_limit_on(rows, GoodsLimitKind::ObservationAge, today)
        .and_then(|days| today.checked_sub_days(Days::new(days.into())));
    date_within(pointer, date, Period { from: oldest.unwrap_or(range.from), ..range })
}

/// The rows the platform starts with.
pub fn seed_goods_limits() -> Vec<GoodsLimit> {
    vec![
        GoodsLimit { kind: GoodsLimitKind::ObservationAge, days: 90 },
        GoodsLimit { kind: GoodsLimitKind::ForecastAge, days: 14 },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn rows(until: Option<&str>) -> Vec<Dated<GoodsLimit>> {
        let in_force = Period { from: day("2026-01-01"), until: until.map(day) };
        let dated = |rule| Dated { rule, in_force, source: "a test".to_owned() };
        seed_goods_limits().into_iter().map(dated).collect()
    }

    #[test]
    fn a_price_is_recorded_within_ninety_days_and_never_before_it_was_seen() {
        let judged = |rows: &[Dated<GoodsLimit>], on: &str| {
            check_observed_date(rows, "/observed_date", day(on), day("2026-11-22")).is_ok()
        };
        let open = rows(None);
        for (on, fine) in [
            ("2026-08-23", false),
            ("2026-08-24", true),
            ("2026-11-22", true),
            // In the east of the country it is tomorrow already.
            ("2026-11-23", true),
            ("2026-11-24", false),
        ] {
            assert_eq!(judged(&open, on), fine, "{on}");
        }
        assert!(judged(&rows(Some("2026-11-21")), "2026-08-23"), "no row, no limit");
    }

    #[test]
    fn a_limit_is_what_its_row_says_on_the_day() {
        let rows = rows(Some("2026-12-31"));
        let on = |at: &str| goods_limit_on(&rows, GoodsLimitKind::ObservationAge, day(at));
        assert_eq!((on("2025-12-31"), on("2026-12-31"), on("2027-01-01")), (None, Some(90), None));
    }
}

//! Which vehicles are late: derived when it is asked, from what was wanted and expected and from dated rows, never stored.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::labels;
use crate::shared::{Dated, DatedRule, Period, jakarta_date, jakarta_midnight, last_in_force};

labels! {
    /// A time after which a vehicle is late.
    pub enum LatenessFigure {
        /// Hours after the end of the day on which its goods are wanted, until which it should have left.
        DepartureHours = "departure_hours",
        /// Hours after it was expected, until which it should have arrived.
        ArrivalHours = "arrival_hours",
    }
}

labels! {
    /// Why a vehicle is late.
    pub enum LateReason {
        /// It has not left, and its goods were wanted.
        NotDeparted = "not_departed",
        /// It is under way, and was expected.
        NotArrived = "not_arrived",
    }
}

/// A time: what a dated row says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatenessRule {
    /// Which time.
    pub figure: LatenessFigure,
    /// Hours.
    pub value: i64,
}

impl DatedRule for LatenessRule {
    const TABLE: &'static str = "lateness_rule";

    fn key(&self) -> String {
        self.figure.to_string()
    }
}

impl LatenessFigure {
    /// What a row may say: hours of at most a month.
    pub const BOUNDS: RangeInclusive<i64> = 0..=744;

    /// The hours in force on a day; of several rows those that came into force last.
    pub fn on(self, rules: &[Dated<LatenessRule>], day: NaiveDate) -> Option<TimeDelta> {
        TimeDelta::try_hours(last_in_force(rules, day, |rule| rule.figure == self)?.rule.value)
    }
}

/// What is judged of a vehicle that has not arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Underway {
    /// The first day on which goods of it are wanted.
    pub wanted: NaiveDate,
    /// When it is expected, where that was told.
    pub expected: Option<DateTime<Utc>>,
    /// Whether it has left.
    pub departed: bool,
}

/// Why a vehicle is late at an instant, and since when; none while it is not, and where no row says.
pub fn lateness(
    rules: &[Dated<LatenessRule>],
    vehicle: &Underway,
    now: DateTime<Utc>,
) -> Option<(LateReason, DateTime<Utc>)> {
    let today = jakarta_date(now);
    let (reason, due) = if vehicle.departed {
        let hours = LatenessFigure::ArrivalHours.on(rules, today)?;
        (LateReason::NotArrived, vehicle.expected?.checked_add_signed(hours)?)
    } else {
        let hours = LatenessFigure::DepartureHours.on(rules, today)?;
        (LateReason::NotDeparted, jakarta_midnight(vehicle.wanted.succ_opt()?).checked_add_signed(hours)?)
    };
    (due <= now).then_some((reason, due))
}

const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2022, 1, 1).expect("the first of January exists");

/// The rows to start with, which the migration adds.
pub fn seed_lateness_rules() -> Vec<Dated<LatenessRule>> {
    let row = |figure, value, source: &str| Dated {
        rule: LatenessRule { figure, value },
        in_force: Period { from: FIRST_DAY, until: None },
        source: source.to_owned(),
    };
    vec![
        row(
            LatenessFigure::DepartureHours,
            0,
            "Platform rule: goods leave on the day on which they are wanted",
        ),
        row(LatenessFigure::ArrivalHours, 24, "Platform rule: a vehicle is late a day after it was expected"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn late(vehicle: Underway, now: &str) -> Option<(LateReason, DateTime<Utc>)> {
        lateness(&seed_lateness_rules(), &vehicle, at(now))
    }

    fn waiting() -> Underway {
        Underway {
            wanted: NaiveDate::from_ymd_opt(2026, 11, 30).expect("a day"),
            expected: None,
            departed: false,
        }
    }

    #[test]
    fn it_leaves_on_the_day_on_which_its_goods_are_wanted() {
        // The day ends in Jakarta at 17.00 UTC.
        assert_eq!(late(waiting(), "2026-11-30T16:59:59Z"), None);
        let since = at("2026-11-30T17:00:00Z");
        assert_eq!(late(waiting(), "2026-11-30T17:00:00Z"), Some((LateReason::NotDeparted, since)));
        assert_eq!(late(waiting(), "2026-12-24T00:00:00Z"), Some((LateReason::NotDeparted, since)));
    }

    #[test]
    fn it_arrives_within_a_day_of_when_it_was_expected() {
        let left = Underway { departed: true, expected: Some(at("2026-12-01T05:00:00Z")), ..waiting() };
        assert_eq!(late(left, "2026-12-02T04:59:59Z"), None);
        let since = at("2026-12-02T05:00:00Z");
        assert_eq!(late(left, "2026-12-02T05:00:00Z"), Some((LateReason::NotArrived, since)));
        assert_eq!(late(Underway { expected: None, ..left }, "2027-12-02T05:00:00Z"), None);
    }

    #[test]
    fn without_a_row_nothing_is_late() {
        assert_eq!(lateness(&[], &waiting(), at("2027-01-01T00:00:00Z")), None);
        assert_eq!(lateness(&seed_lateness_rules(), &waiting(), at("2021-01-01T00:00:00Z")), None);
    }
}

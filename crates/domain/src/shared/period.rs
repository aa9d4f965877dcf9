//! Civil dates: periods and the day in Jakarta, by which gates are judged.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Asia/Jakarta is UTC+7, without daylight saving since 1964.
const WIB: TimeDelta = TimeDelta::hours(7);

/// The civil date in Asia/Jakarta at an instant; in the last seven hours that can be written, the last date.
pub fn jakarta_date(at: DateTime<Utc>) -> NaiveDate {
    at.naive_utc().checked_add_signed(WIB).unwrap_or(NaiveDateTime::MAX).date()
}

/// The instant at which a civil date begins in Asia/Jakarta; on the first date that can be written, its first instant.
pub fn jakarta_midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).checked_sub_signed(WIB).unwrap_or(NaiveDateTime::MIN).and_utc()
}

/// An inclusive range of civil dates; open-ended without `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day, or none.
    pub until: Option<NaiveDate>,
}

impl Period {
    /// Whether the day lies in the period.
    pub fn contains(&self, day: NaiveDate) -> bool {
        day >= self.from && self.until.is_none_or(|until| day <= until)
    }

    /// Whether the whole of `inner` lies in the period.
    pub fn covers(&self, inner: &Self) -> bool {
        let ends = match (self.until, inner.until) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(outer), Some(inner)) => inner <= outer,
        };
        inner.from >= self.from && ends
    }

    /// Whether the last day has passed on `day`.
    pub fn ended(&self, day: NaiveDate) -> bool {
        self.until.is_some_and(|until| day > until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_17_utc() {
        let at = |text: &str| jakarta_date(text.parse().expect("an instant"));
        assert_eq!(at("2022-06-10T16:59:59Z"), at("2022-06-10T00:00:00Z"));
        assert_eq!(at("2022-06-10T17:00:00Z"), at("2022-06-11T00:00:00Z"));
        let midnight = jakarta_midnight(at("2022-06-11T00:00:00Z"));
        assert_eq!(midnight.to_rfc3339(), "2022-06-10T17:00:00+00:00");
    }

    #[test]
    fn the_farthest_instants_and_dates_are_judged_too() {
        assert_eq!(jakarta_date(DateTime::<Utc>::MAX_UTC), NaiveDate::MAX);
        assert_eq!(jakarta_midnight(NaiveDate::MIN), DateTime::<Utc>::MIN_UTC);
    }

    #[test]
    fn a_period_holds_its_first_and_its_last_day_and_no_other() {
        let day = |text: &str| text.parse().expect("a date");
        let june = Period { from: day("2022-06-01"), until: Some(day("2022-06-30")) };
        let holds = |text| (june.contains(day(text)), june.ended(day(text)));
        assert_eq!(holds("2022-05-31"), (false, false));
        assert_eq!(holds("2022-06-01"), (true, false));
        assert_eq!(holds("2022-06-30"), (true, false));
        assert_eq!(holds("2022-07-01"), (false, true));
        let open = Period { until: None, ..june };
        assert!(open.contains(day("2199-12-31")) && !open.ended(day("2199-12-31")));
        assert!(!open.contains(day("2022-05-31")));
    }

    #[test]
    fn a_period_covers_what_begins_and_ends_within_it() {
        let day = |number| NaiveDate::from_yo_opt(2022, number).expect("a day");
        let period = |from, until: Option<u32>| Period { from: day(from), until: until.map(day) };
        let june = period(10, Some(20));
        for inside in [period(10, Some(20)), period(11, Some(19)), period(20, Some(20))] {
            assert!(june.covers(&inside), "{inside:?}");
        }
        for outside in [period(9, Some(20)), period(10, Some(21)), period(10, None), period(9, Some(21))] {
            assert!(!june.covers(&outside), "{outside:?}");
        }
        assert!(period(10, None).covers(&june) && period(10, None).covers(&period(10, None)));
        assert!(!period(10, None).covers(&period(9, None)));
    }
}

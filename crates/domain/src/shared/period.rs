//! Civil dates: periods and the day in Jakarta, by which gates are judged.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The civil date in Asia/Jakarta (UTC+7, without daylight saving since 1964) at an instant.
pub fn jakarta_date(at: DateTime<Utc>) -> NaiveDate {
    const WIB: FixedOffset = FixedOffset::east_opt(7 * 3600).expect("seven hours is a valid offset");
    at.with_timezone(&WIB).date_naive()
}

/// The instant at which a civil date begins in Asia/Jakarta.
pub fn jakarta_midnight(day: NaiveDate) -> DateTime<Utc> {
    // Far below the range of chrono for every date people write.
    (day.and_time(chrono::NaiveTime::MIN) - chrono::TimeDelta::hours(7)).and_utc()
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
}

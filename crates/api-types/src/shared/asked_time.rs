//! A point in time that a question asks for.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::shared::jakarta_midnight;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day, which stands for all of it as people in Jakarta count days, or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedTime {
    /// Until the end of this day in Jakarta.
    Day(NaiveDate),
    /// Until this instant.
    Instant(DateTime<Utc>),
}

impl AskedTime {
    /// The last instant that counts.
    pub fn instant(self) -> DateTime<Utc> {
        match self {
            Self::Instant(instant) => instant,
            Self::Day(day) => {
                let end = jakarta_midnight(day.succ_opt().unwrap_or(day));
                // The database keeps microseconds.
                end.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(end)
            }
        }
    }
}

impl Serialize for AskedTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Day(day) => day.serialize(serializer),
            Self::Instant(instant) => instant.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for AskedTime {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = String::deserialize(reader)?;
        let day = text.parse().map(Self::Day);
        let read = day.or_else(|_| text.parse().map(Self::Instant));
        read.map_err(|_| D::Error::custom("expected a day or an instant"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_lasts_until_midnight_in_jakarta() {
        let read = |text: &str| serde_json::from_value::<AskedTime>(text.into()).map(AskedTime::instant);
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        assert_eq!(read("2022-12-31").expect("a day"), at("2022-12-31T16:59:59.999999Z"));
        assert_eq!(read("2022-12-31T17:00:00Z").expect("an instant"), at("2022-12-31T17:00:00Z"));
        assert_eq!(read("2022-12-31T23:00:00+07:00").expect("an instant"), at("2022-12-31T16:00:00Z"));
        for wrong in ["2022-13-01", "2022-12", "kemarin", ""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}

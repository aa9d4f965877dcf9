//! Dates and times as people write them; times in western Indonesia (WIB), by which the platform judges.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use crate::say;
use crate::shared::{Bilingual, Period, jakarta_date};

const MONTHS: [(&str, &str); 12] = [
    ("Januari", "January"),
    ("Februari", "February"),
    ("Maret", "March"),
    ("April", "April"),
    ("Mei", "May"),
    ("Juni", "June"),
    ("Juli", "July"),
    ("Agustus", "August"),
    ("September", "September"),
    ("Oktober", "October"),
    ("November", "November"),
    ("Desember", "December"),
];

/// A civil date: `10 Juni 2022`, `10 June 2022`.
pub fn date(day: NaiveDate) -> Bilingual {
    // `month0` counts 0..=11, the length of the table.
    let (id, en) = MONTHS[day.month0() as usize];
    let written = |month: &str| format!("{} {month} {}", day.day(), day.year());
    Bilingual::new(written(id), written(en))
}

/// The month of a day: `Maret 2026`, `March 2026`.
pub fn month(day: NaiveDate) -> Bilingual {
    // `month0` counts 0..=11, the length of the table.
    let (id, en) = MONTHS[day.month0() as usize];
    Bilingual::new(format!("{id} {}", day.year()), format!("{en} {}", day.year()))
}

/// An instant by the clock of western Indonesia: `10 Juni 2022 pukul 14.05 WIB`, `10 June 2022 at 14:05 WIB`.
pub fn date_time(at: DateTime<Utc>) -> Bilingual {
    to_the(at, "%H:%M")
}

/// Two instants that are set against each other: as exactly as it takes for them to read differently.
pub fn date_times(one: DateTime<Utc>, other: DateTime<Utc>) -> (Bilingual, Bilingual) {
    let alike = |form: &&str| to_the(one, form) == to_the(other, form);
    let form = ["%H:%M", "%H:%M:%S"].into_iter().find(|form| !alike(form)).unwrap_or("%H:%M:%S%.6f");
    (to_the(one, form), to_the(other, form))
}

fn to_the(at: DateTime<Utc>, form: &str) -> Bilingual {
    let day = date(jakarta_date(at));
    let clock = at.time().overflowing_add_signed(TimeDelta::hours(7)).0.format(form).to_string();
    let points = clock.replace(':', ".");
    Bilingual::new(format!("{} pukul {points} WIB", day.id), format!("{} at {clock} WIB", day.en))
}

/// First and last day: `10 Juni 2022 sampai 9 Juni 2027`, `10 June 2022 to 9 June 2027`; without an end
/// `mulai 10 Juni 2022`, `from 10 June 2022`.
pub fn period(period: &Period) -> Bilingual {
    match period.until {
        Some(until) => say!("{from} sampai {until}", "{from} to {until}", from = period.from, until = until),
        None => say!("mulai {from}", "from {from}", from = period.from),
    }
}

impl From<NaiveDate> for Bilingual {
    fn from(day: NaiveDate) -> Self {
        date(day)
    }
}

impl From<DateTime<Utc>> for Bilingual {
    fn from(at: DateTime<Utc>) -> Self {
        date_time(at)
    }
}

impl From<&Period> for Bilingual {
    fn from(days: &Period) -> Self {
        period(days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_speak_both_languages() {
        let day = NaiveDate::from_ymd_opt(2022, 8, 9).expect("a date");
        assert_eq!(date(day), Bilingual::new("9 Agustus 2022", "9 August 2022"));
        let both = Period { from: day, until: NaiveDate::from_ymd_opt(2027, 6, 1) };
        assert_eq!(
            period(&both),
            Bilingual::new("9 Agustus 2022 sampai 1 Juni 2027", "9 August 2022 to 1 June 2027")
        );
        let open = Period { from: day, until: None };
        assert_eq!(period(&open), Bilingual::new("mulai 9 Agustus 2022", "from 9 August 2022"));
    }

    #[test]
    fn an_instant_is_told_by_the_clock_of_western_indonesia() {
        let told = |text: &str| date_time(text.parse().expect("an instant"));
        let afternoon = told("2022-06-10T07:05:59Z");
        assert_eq!(afternoon, Bilingual::new("10 Juni 2022 pukul 14.05 WIB", "10 June 2022 at 14:05 WIB"));
        assert_eq!(told("2022-06-10T17:00:00Z").en, "11 June 2022 at 00:00 WIB");
        let against = |one: &str, other: &str| {
            let at = |text: &str| text.parse().expect("an instant");
            let (one, other) = date_times(at(one), at(other));
            [one.id, other.id].map(|text| text.replace("11 Juni 2022 pukul ", ""))
        };
        assert_eq!(against("2022-06-10T17:00:00Z", "2022-06-10T17:01:00Z"), ["00.00 WIB", "00.01 WIB"]);
        assert_eq!(against("2022-06-10T17:00:01Z", "2022-06-10T17:00:02Z"), ["00.00.01 WIB", "00.00.02 WIB"]);
        let parts = against("2022-06-10T17:00:01Z", "2022-06-10T17:00:01.5Z");
        assert_eq!(parts, ["00.00.01.000000 WIB", "00.00.01.500000 WIB"]);
    }
}

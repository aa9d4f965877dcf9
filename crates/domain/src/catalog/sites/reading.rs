//! Readings: what instruments showed during an inspection, and the limits that a checklist sets to them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{AnswerOutcome, ChecklistItem};
use crate::shared::{Bilingual, Invalid};
use crate::{labels, say, words};

labels! {
    /// What an instrument shows.
    pub enum ReadingKind {
        /// Temperature, in degrees Celsius.
        Temperature = "temperature",
        /// Relative humidity, in percent.
        Humidity = "humidity",
        /// Acidity, in pH.
        Acidity = "acidity",
        /// Free chlorine in water, in milligrams per litre.
        Chlorine = "chlorine",
        /// Illuminance, in lux.
        Light = "light",
    }
}

impl ReadingKind {
    /// The unit in which it is read.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Temperature => "°C",
            Self::Humidity => "%",
            Self::Acidity => "pH",
            Self::Chlorine => "mg/L",
            Self::Light => "lux",
        }
    }

    /// The least and the most that an instrument in a facility can show.
    fn range(self) -> (Thousandths, Thousandths) {
        let (least, most) = match self {
            Self::Temperature => (-60_000, 150_000),
            Self::Humidity => (0, 100_000),
            Self::Acidity => (0, 14_000),
            Self::Chlorine => (0, 50_000),
            Self::Light => (0, 200_000_000),
        };
        (Thousandths(least), Thousandths(most))
    }
}

/// What an instrument showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// What it reads.
    pub kind: ReadingKind,
    /// The value, in its unit.
    pub value: Thousandths,
}

/// What a reading of a thing must be for it to hold; at least one of the two bounds is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingLimit {
    /// What is read.
    pub kind: ReadingKind,
    /// No less than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Thousandths>,
    /// No more than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Thousandths>,
}

impl ReadingLimit {
    /// Whether a reading lies within it.
    fn holds(self, reading: Reading) -> bool {
        self.at_least.is_none_or(|least| reading.value >= least)
            && self.at_most.is_none_or(|most| reading.value <= most)
    }

    /// In words: `paling tinggi 4 °C`.
    fn said(self) -> Bilingual {
        let shown = |value| figure(self.kind, value);
        match (self.at_least, self.at_most) {
            (Some(least), Some(most)) => {
                say!("{least} sampai {most}", "{least} to {most}", least = shown(least), most = shown(most))
            }
            (Some(least), None) => say!("paling rendah {least}", "at least {least}", least = shown(least)),
            (None, Some(most)) => say!("paling tinggi {most}", "at most {most}", most = shown(most)),
            (None, None) => words::none(),
        }
    }
}

/// A number of a thousandth's precision, written as a decimal: `-18.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Thousandths(pub i64);

/// A text that is no decimal number with up to three places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no decimal number with up to three places")]
pub struct NoThousandths;

impl FromStr for Thousandths {
    type Err = NoThousandths;

    fn from_str(text: &str) -> Result<Self, NoThousandths> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let plain = all_digits(whole)
            && all_digits(fraction)
            && whole.len() <= 9
            && fraction.len() <= 3
            && (whole.len() == 1 || !whole.starts_with('0'));
        let number: i64 =
            plain.then(|| format!("{whole}{fraction:0<3}").parse().ok()).flatten().ok_or(NoThousandths)?;
        Ok(Self(sign * number))
    }
}

impl TryFrom<String> for Thousandths {
    type Error = NoThousandths;

    fn try_from(text: String) -> Result<Self, NoThousandths> {
        text.parse()
    }
}

impl From<Thousandths> for String {
    fn from(number: Thousandths) -> Self {
        number.to_string()
    }
}

impl fmt::Display for Thousandths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let text = format!("{sign}{}.{:03}", size / 1_000, size % 1_000);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

fn figure(kind: ReadingKind, value: Thousandths) -> Bilingual {
    let (plain, unit) = (value.to_string(), kind.unit());
    Bilingual::new(format!("{} {unit}", plain.replace('.', ",")), format!("{plain} {unit}"))
}

/// What is wrong with the readings of an answer: none that an instrument cannot show, one of what the item limits, and nothing
/// called met that lies outside.
pub fn check_readings(item: &ChecklistItem, outcome: AnswerOutcome, readings: &[Reading]) -> Vec<Invalid> {
    let mut wrong: Vec<Invalid> =
        readings.iter().enumerate().filter_map(|(at, one)| impossible(at, *one)).collect();
    let Some(limit) = item.limit else { return wrong };
    let mut of_kind = readings.iter().filter(|one| one.kind == limit.kind).peekable();
    if of_kind.peek().is_none() && outcome != AnswerOutcome::NotApplicable {
        let detail = say!(
            "Butir ini diukur ({limit}); sertakan hasil ukurnya.",
            "This item is measured ({limit}); give what was read.",
            limit = limit.said(),
        );
        wrong.push(Invalid::says("/readings", "reading-needed", detail));
    }
    let outside = of_kind.find(|one| !limit.holds(**one));
    if let Some(outside) = outside.filter(|_| outcome != AnswerOutcome::NotMet) {
        let detail = say!(
            "Hasil ukur {found} di luar batas ({limit}); nyatakan butir ini tidak terpenuhi.",
            "What was read, {found}, is outside the limit ({limit}); say that the item is not met.",
            found = figure(outside.kind, outside.value),
            limit = limit.said(),
        );
        wrong.push(Invalid::says("/outcome", "outside-limit", detail));
    }
    wrong
}

fn impossible(at: usize, reading: Reading) -> Option<Invalid> {
    let (least, most) = reading.kind.range();
    if (least..=most).contains(&reading.value) {
        return None;
    }
    let detail = say!(
        "Periksa satuannya: isi dari {least} sampai {most}.",
        "Check the unit: give a value from {least} to {most}.",
        least = figure(reading.kind, least),
        most = figure(reading.kind, most),
    );
    Some(Invalid::says(format!("/readings/{at}/value"), "out-of-range", detail))
}

/// What is wrong with a limit: bounds of which none is there, that no instrument can show, or that leave nothing between them.
pub fn check_limit(pointer: &str, limit: ReadingLimit) -> Option<Invalid> {
    let (least, most) = limit.kind.range();
    let inside = |bound: Option<Thousandths>| bound.is_none_or(|bound| (least..=most).contains(&bound));
    let ordered = match (limit.at_least, limit.at_most) {
        (Some(least), Some(most)) => least <= most,
        (None, None) => false,
        _ => true,
    };
    if ordered && inside(limit.at_least) && inside(limit.at_most) {
        return None;
    }
    let detail = say!(
        "Isi `at_least` atau `at_most`, atau keduanya berurutan, dari {least} sampai {most}.",
        "Give `at_least` or `at_most`, or both in order, from {least} to {most}.",
        least = figure(limit.kind, least),
        most = figure(limit.kind, most),
    );
    Some(Invalid::says(pointer, "not-a-limit", detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::FindingSeverity;

    const COLD: ReadingLimit =
        ReadingLimit { kind: ReadingKind::Temperature, at_least: None, at_most: Some(Thousandths(4_000)) };

    fn item(limit: Option<ReadingLimit>) -> ChecklistItem {
        let requirement = Bilingual::new("Ruang dingin.", "The cold room.");
        ChecklistItem {
            code: "cold_room".into(),
            requirement,
            points: 10,
            severity: FindingSeverity::Major,
            limit,
        }
    }

    fn codes(
        limit: Option<ReadingLimit>,
        outcome: AnswerOutcome,
        readings: &[(ReadingKind, i64)],
    ) -> Vec<String> {
        let readings: Vec<_> = readings
            .iter()
            .map(|(kind, thousandths)| Reading { kind: *kind, value: Thousandths(*thousandths) })
            .collect();
        check_readings(&item(limit), outcome, &readings)
            .iter()
            .map(|one| format!("{} {}", one.pointer, one.code))
            .collect()
    }

    #[test]
    fn numbers_are_read_to_the_thousandth_and_nothing_else_is() {
        for (text, number) in [("0", 0), ("4", 4_000), ("-18.5", -18_500), ("0.125", 125), ("82.05", 82_050)]
        {
            assert_eq!(text.parse(), Ok(Thousandths(number)), "{text}");
            assert_eq!(Thousandths(number).to_string(), text);
        }
        for text in ["", "-", "4,5", "+4", "04", "4.", ".5", "4.0001", "1e3", "1234567890", "٤", "--4"] {
            assert_eq!(text.parse::<Thousandths>(), Err(NoThousandths), "{text}");
        }
    }

    #[test]
    fn what_is_limited_is_read_and_is_not_met_outside_its_limit() {
        use AnswerOutcome::{Met, NotApplicable, NotMet};
        use ReadingKind::{Humidity, Temperature};
        assert_eq!(codes(Some(COLD), Met, &[(Temperature, 4_000)]), [""; 0]);
        assert_eq!(
            codes(Some(COLD), Met, &[(Temperature, 3_000), (Temperature, 4_001)]),
            ["/outcome outside-limit"]
        );
        assert_eq!(codes(Some(COLD), NotMet, &[(Temperature, 9_000)]), [""; 0]);
        assert_eq!(codes(Some(COLD), Met, &[(Humidity, 80_000)]), ["/readings reading-needed"]);
        assert_eq!(codes(Some(COLD), NotApplicable, &[]), [""; 0]);
        assert_eq!(codes(Some(COLD), NotApplicable, &[(Temperature, 9_000)]), ["/outcome outside-limit"]);
        assert_eq!(codes(None, Met, &[(Temperature, 500_000)]), ["/readings/0/value out-of-range"]);
        let refused = check_readings(
            &item(Some(COLD)),
            Met,
            &[Reading { kind: Temperature, value: Thousandths(6_500) }],
        );
        assert!(
            refused[0].detail.id.contains("6,5 °C di luar batas (paling tinggi 4 °C)"),
            "{:?}",
            refused[0].detail
        );
    }

    #[test]
    fn a_limit_leaves_something_between_its_bounds() {
        let limit = |at_least: Option<i64>, at_most: Option<i64>| ReadingLimit {
            kind: ReadingKind::Acidity,
            at_least: at_least.map(Thousandths),
            at_most: at_most.map(Thousandths),
        };
        let wrong = |at_least, at_most| check_limit("/limit", limit(at_least, at_most)).is_some();
        assert!(
            !wrong(Some(5_500), Some(6_000)) && !wrong(None, Some(6_000)) && !wrong(Some(6_000), Some(6_000))
        );
        assert!(wrong(None, None) && wrong(Some(6_001), Some(6_000)) && wrong(None, Some(14_001)));
    }
}

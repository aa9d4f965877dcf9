//! Region codes of the Ministry of Home Affairs: `31`, `18.72`, and the list of regions there are.
//!
//! `regions.txt` holds one `code name` a line, in order of the codes: 38 provinces, 514 cities and regencies; its
//! source is named in NOTICE. `former_regions.txt` holds one `former today` a line: the codes that regions had before they
//! came to a new province (Kalimantan Utara by UU 20/2012; Papua by UU 14, 15, 16 and 29/2022). `island_groups.txt` holds one
//! `code group` a line: the main island or group of islands of a province, and of a city or regency that lies on another;
//! islands joined by a bridge or served by the same ports are one group. Refuses what is in no list.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

const LIST: &str = include_str!("regions.txt");
const FORMER: &str = include_str!("former_regions.txt");
const ISLANDS: &str = include_str!("island_groups.txt");

/// A text that is not a region code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a region code has the form 18 (province) or 18.72 (city or regency)")]
pub struct RegionCodeError;

/// The code of a province (`31`) or of a city or regency (`18.72`). The form alone is sure: what was stored under an
/// older list stays readable; what requests name is read by [`RegionCode::listed`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(String);

impl RegionCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Today's code of the region that a text names by its code, be it of today or a former one; `None` for any other.
    pub fn listed(text: &str) -> Option<Self> {
        let code = FORMER.lines().filter_map(|line| line.split_once(' ')).find(|(former, _)| *former == text);
        let code: Self = code.map_or(text, |(_, today)| today).parse().ok()?;
        code.name().is_some().then_some(code)
    }

    /// The codes this region had before.
    pub fn former(&self) -> impl Iterator<Item = &'static str> {
        let rows = FORMER.lines().filter_map(|line| line.split_once(' '));
        rows.filter(|(_, today)| *today == self.0).map(|(former, _)| former)
    }

    /// The name of the region, such as `Kota Metro`; `None` for a code that is not in the list.
    pub fn name(&self) -> Option<&'static str> {
        let rows = LIST.lines().filter_map(|line| line.split_once(' '));
        rows.into_iter().find(|(code, _)| *code == self.0).map(|(_, name)| name)
    }

    /// The code of the province: the first two digits.
    pub fn province(&self) -> &str {
        &self.0[..2]
    }

    /// The island or group of islands it lies on: its own row, else that of its province; empty for what is in no list.
    pub fn island_group(&self) -> &'static str {
        let of = |code: &str| {
            let mut rows = ISLANDS.lines().filter_map(|line| line.split_once(' '));
            rows.find(|(region, _)| *region == code).map(|(_, group)| group)
        };
        of(&self.0).or_else(|| of(self.province())).unwrap_or_default()
    }

    /// Whether another region is this one or lies in it.
    pub fn holds(&self, other: &Self) -> bool {
        self == other || self.0 == other.province()
    }

    /// Today's codes of the region and of what lies in it.
    pub fn parts(&self) -> impl Iterator<Item = &'static str> {
        let codes = LIST.lines().filter_map(|line| line.split(' ').next());
        codes.filter(|code| *code == self.0 || code.split('.').next() == Some(self.as_str()))
    }

    /// Whether goods between the two cross a province border.
    pub fn crosses_province(&self, other: &Self) -> bool {
        self.province() != other.province()
    }
}

impl FromStr for RegionCode {
    type Err = RegionCodeError;

    fn from_str(text: &str) -> Result<Self, RegionCodeError> {
        let bytes = text.as_bytes();
        let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
        match bytes.len() {
            2 if digits(0..2) => Ok(Self(text.to_owned())),
            5 if digits(0..2) && bytes[2] == b'.' && digits(3..5) => Ok(Self(text.to_owned())),
            _ => Err(RegionCodeError),
        }
    }
}

impl TryFrom<String> for RegionCode {
    type Error = RegionCodeError;
    fn try_from(text: String) -> Result<Self, RegionCodeError> {
        text.parse()
    }
}

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> Self {
        code.0
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_two_forms() {
        let metro: RegionCode = "18.72".parse().expect("a city");
        let jakarta: RegionCode = "31".parse().expect("a province");
        assert_eq!(metro.province(), "18");
        assert!(metro.crosses_province(&jakarta));
        assert_eq!(
            (metro.to_string(), String::from(metro.clone())),
            ("18.72".to_owned(), "18.72".to_owned())
        );
        let lampung: RegionCode = "18".parse().expect("Lampung");
        assert!(!metro.crosses_province(&lampung));
        assert!(lampung.holds(&metro) && metro.holds(&metro) && lampung.holds(&lampung));
        assert!(!metro.holds(&lampung) && !jakarta.holds(&metro));
        assert_eq!(metro.parts().collect::<Vec<_>>(), ["18.72"]);
        assert_eq!((lampung.parts().count(), lampung.parts().next()), (16, Some("18")));
        assert_eq!(metro.name(), Some("Kota Metro"));
        for bad in ["", "1", "ab", "187", "18-72", "18.7", "18.720", "1８", "x8.72", "18.7x", "18072", "é"]
        {
            assert!(bad.parse::<RegionCode>().is_err(), "{bad}");
        }
    }

    #[test]
    fn regions_of_the_list_alone_are_named() {
        let read = |text: &str| RegionCode::listed(text).map(String::from);
        assert_eq!(read("35.05"), Some("35.05".to_owned()));
        for strange in ["99.99", "18.99", "00", "Metro", "18-72", ""] {
            assert_eq!(read(strange), None, "{strange}");
        }
    }

    #[test]
    fn former_codes_lead_to_the_regions_of_today() {
        let today = |text: &str| RegionCode::listed(text).map(String::from);
        assert_eq!(today("91.01"), Some("93.01".to_owned()));
        let mut targets = Vec::new();
        for line in FORMER.lines() {
            let (former, code) = line.split_once(' ').expect("two codes");
            assert_eq!(today(former).as_deref(), Some(code), "{line}");
            assert_eq!(former.parse::<RegionCode>().expect("a code").name(), None, "{line}");
            targets.push(code);
        }
        let number = targets.len();
        targets.sort_unstable();
        targets.dedup();
        assert_eq!(targets.len(), number, "no two regions have become one");
        let merauke: RegionCode = "93.01".parse().expect("a code");
        assert_eq!(merauke.former().collect::<Vec<_>>(), ["91.01"]);
    }

    #[test]
    fn every_region_lies_on_an_island() {
        let group = |code: &str| code.parse::<RegionCode>().expect("a code").island_group();
        assert_eq!((group("18.72"), group("31"), group("35.72")), ("sumatra", "java", "java"));
        assert_eq!((group("35.29"), group("31.01"), group("12.78")), ("java", "java", "nias"));
        for code in LIST.lines().filter_map(|line| line.split(' ').next()) {
            assert!(!group(code).is_empty(), "{code}");
        }
        for line in ISLANDS.lines() {
            let (code, _) = line.split_once(' ').expect("a code and its group");
            assert!(code.parse::<RegionCode>().expect("a code").name().is_some(), "{line}");
        }
    }

    #[test]
    fn the_list_is_whole_and_in_order() {
        let code = |line: &str| line.split(' ').next().expect("a code").parse().expect("a code");
        let codes: Vec<RegionCode> = LIST.lines().map(code).collect();
        assert!(codes.is_sorted());
        let provinces = codes.iter().filter(|code| code.as_str().len() == 2).count();
        assert_eq!((provinces, codes.len() - provinces), (38, 514));
    }
}

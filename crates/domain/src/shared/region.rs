//! Region codes of the Ministry of Home Affairs: `31`, `18.72`, and the list of regions there are.
//!
//! `regions.txt` holds one `code name` a line, in order of the codes: 38 provinces, 514 cities and regencies; its
//! source is named in NOTICE. Refuses fields with a code that is not in the list.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Invalid;

const LIST: &str = include_str!("regions.txt");

/// A text that is not a region code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a region code has the form 18 (province) or 18.72 (city or regency)")]
pub struct RegionCodeError;

/// The code of a province (`31`) or of a city or regency (`18.72`). The form alone is sure: what was stored under an
/// older list stays readable; fields of requests are read by [`RegionCode::from_field`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(String);

impl RegionCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the code of a region that is in the list out of a request's field.
    ///
    /// # Errors
    /// [`Invalid`] `unknown-region` at `pointer`: not a code, or not in the list.
    pub fn from_field(pointer: &str, text: &str) -> Result<Self, Invalid> {
        let known = text.parse().ok().filter(|code: &Self| code.name().is_some());
        known.ok_or_else(|| {
            Invalid::new(
                pointer,
                "unknown-region",
                "Gunakan kode wilayah Kemendagri, misalnya 18.72 untuk Kota Metro; daftar lengkap di /v1/regions.",
                "Use a code of the Ministry of Home Affairs, such as 18.72 for Kota Metro; the list is at /v1/regions.",
            )
        })
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
        assert!(!metro.crosses_province(&"18".parse().expect("Lampung")));
        assert_eq!(metro.name(), Some("Kota Metro"));
        for bad in ["", "1", "ab", "187", "18-72", "18.7", "18.720", "1８", "x8.72", "18.7x", "18072", "é"]
        {
            assert!(bad.parse::<RegionCode>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_field_takes_regions_of_the_list_alone() {
        let read = |text: &str| RegionCode::from_field("/region_code", text).map(String::from);
        assert_eq!(read("35.05"), Ok("35.05".to_owned()));
        for strange in ["99.99", "18.99", "00", "Metro", "18-72", ""] {
            let refused = read(strange).expect_err("not a region");
            assert_eq!(
                (refused.pointer.as_str(), refused.code),
                ("/region_code", "unknown-region"),
                "{strange}"
            );
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

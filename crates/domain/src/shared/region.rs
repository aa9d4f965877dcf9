//! Region codes of the Ministry of Home Affairs: `31`, `18.72`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that is not a region code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a region code has the form 18 (province) or 18.72 (city or regency)")]
pub struct RegionCodeError;

/// The code of a province (`31`) or of a city or regency (`18.72`). Form only; whether the region
/// exists is reference data.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(String);

impl RegionCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
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
        for bad in ["", "1", "ab", "187", "18-72", "18.7", "18.720", "1８", "x8.72", "18.7x", "18072", "é"]
        {
            assert!(bad.parse::<RegionCode>().is_err(), "{bad}");
        }
    }
}

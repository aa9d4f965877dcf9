//! GTIN: the number under a barcode (GS1 General Specifications, section 7.9 for the check digit).
//!
//! Owns reading, checking and normalising. Refuses a wrong length, other characters and a wrong check digit.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::shared::Invalid;

/// A checked Global Trade Item Number, normalised to 14 digits by zeros on the left.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Gtin(String);

/// Why a text is not a GTIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GtinError {
    /// Something else than digits (spaces and hyphens between them are ignored), or zeros alone.
    #[error("a GTIN is written in digits only and is not zero")]
    Digits,
    /// Not 8, 12, 13 or 14 digits.
    #[error("a GTIN has 8, 12, 13 or 14 digits, not {0}")]
    Length(usize),
    /// The last digit does not fit the others.
    #[error("the last digit should be {expected}, not {found}: a digit is mistyped")]
    CheckDigit {
        /// The digit computed from the others.
        expected: u8,
        /// The digit that was written.
        found: u8,
    },
}

impl Gtin {
    /// All 14 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads a GTIN out of a request's field.
    ///
    /// # Errors
    /// [`Invalid`] `gtin-*` at `pointer`, saying in both languages what to look at.
    pub fn from_field(pointer: &str, text: &str) -> Result<Self, Invalid> {
        text.parse().map_err(|error| match error {
            GtinError::Digits => Invalid::new(
                pointer,
                "gtin-digits",
                "Tuliskan hanya angka di bawah kode batang (barcode), atau kosongkan bila produk belum memilikinya.",
                "Write only the digits under the barcode, or leave it out when the product has none yet.",
            ),
            GtinError::Length(found) => Invalid::new(
                pointer,
                "gtin-length",
                format!("Nomor barcode terdiri dari 8, 12, 13 atau 14 angka; yang ditulis {found} angka. Periksa apakah ada angka yang terlewat."),
                format!("A barcode number has 8, 12, 13 or 14 digits; this one has {found}. See whether a digit is missing."),
            ),
            GtinError::CheckDigit { expected, found } => Invalid::new(
                pointer,
                "gtin-check-digit",
                format!("Angka terakhir seharusnya {expected}, bukan {found}: ada angka yang salah ketik. Bandingkan dengan kemasan."),
                format!("The last digit should be {expected}, not {found}: a digit is mistyped. Compare it with the package."),
            ),
        })
    }
}

/// The check digit for the digits before it: from the right, weights 3, 1, 3, ...; up to the next ten.
fn check_digit(body: &[u8]) -> u8 {
    let weigh = |(place, digit): (usize, &u8)| u32::from(digit - b'0') * if place % 2 == 0 { 3 } else { 1 };
    let sum: u32 = body.iter().rev().enumerate().map(weigh).sum();
    ((10 - sum % 10) % 10) as u8
}

impl FromStr for Gtin {
    type Err = GtinError;
    fn from_str(text: &str) -> Result<Self, GtinError> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(GtinError::Digits);
        }
        if !matches!(digits.len(), 8 | 12 | 13 | 14) {
            return Err(GtinError::Length(digits.len()));
        }
        if digits.bytes().all(|b| b == b'0') {
            return Err(GtinError::Digits);
        }
        let (body, last) = digits.as_bytes().split_at(digits.len() - 1);
        let (expected, found) = (check_digit(body), last[0] - b'0');
        if expected == found {
            Ok(Self(format!("{digits:0>14}")))
        } else {
            Err(GtinError::CheckDigit { expected, found })
        }
    }
}

impl TryFrom<String> for Gtin {
    type Error = GtinError;
    fn try_from(text: String) -> Result<Self, GtinError> {
        text.parse()
    }
}

impl From<Gtin> for String {
    fn from(gtin: Gtin) -> Self {
        gtin.0
    }
}

impl fmt::Display for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_numbers_of_all_four_lengths_read_and_normalise() {
        for (written, normal) in [
            ("96385074", "00000096385074"),
            ("036000291452", "00036000291452"),
            ("4006381333931", "04006381333931"),
            ("6291041500213", "06291041500213"),
            ("10614141000415", "10614141000415"),
            ("8 999999 000004", "08999999000004"),
        ] {
            let gtin: Gtin = written.parse().expect("a GTIN");
            assert_eq!((gtin.as_str(), gtin.to_string()), (normal, normal.to_owned()), "{written}");
            assert_eq!(String::from(gtin), normal);
        }
    }

    #[test]
    fn each_mistake_has_its_own_answer() {
        assert_eq!("4006381333932".parse::<Gtin>(), Err(GtinError::CheckDigit { expected: 1, found: 2 }));
        assert_eq!(
            "400638133393".parse::<Gtin>().map_err(|e| matches!(e, GtinError::CheckDigit { .. })),
            Err(true)
        );
        assert_eq!("123456789".parse::<Gtin>(), Err(GtinError::Length(9)));
        assert_eq!("".parse::<Gtin>(), Err(GtinError::Length(0)));
        assert_eq!("400638133393X".parse::<Gtin>(), Err(GtinError::Digits));
        assert_eq!("٤٠٠٦٣٨١٣".parse::<Gtin>(), Err(GtinError::Digits));
        assert_eq!("00000000".parse::<Gtin>(), Err(GtinError::Digits));
        let invalid = Gtin::from_field("/gtin", "4006381333932").expect_err("mistyped");
        assert_eq!((invalid.pointer.as_str(), invalid.code), ("/gtin", "gtin-check-digit"));
        assert!(invalid.detail.en.contains("should be 1, not 2"), "{}", invalid.detail.en);
    }

    proptest! {
        #[test]
        fn a_computed_check_digit_is_accepted_and_any_other_refused(
            body in "[1-9][0-9]{6}|[1-9][0-9]{10,12}", wrong in 1..10_u8,
        ) {
            let right = check_digit(body.as_bytes());
            let gtin: Gtin = format!("{body}{right}").parse().expect("a right check digit");
            prop_assert_eq!(gtin.as_str().parse::<Gtin>(), Ok(gtin.clone()));
            let mistyped = format!("{body}{}", (right + wrong) % 10).parse::<Gtin>();
            prop_assert_eq!(mistyped, Err(GtinError::CheckDigit { expected: right, found: (right + wrong) % 10 }));
        }

        #[test]
        fn no_single_mistyped_digit_passes(body in "[1-9][0-9]{11}", place in 0..12_usize, shift in 1..10_u8) {
            let mut digits = body.clone().into_bytes();
            digits.push(b'0' + check_digit(body.as_bytes()));
            digits[place] = b'0' + (digits[place] - b'0' + shift) % 10;
            let mistyped = String::from_utf8(digits).expect("digits");
            prop_assert!(mistyped.parse::<Gtin>().is_err(), "{}", mistyped);
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".*") {
            let _ = text.parse::<Gtin>();
        }
    }
}

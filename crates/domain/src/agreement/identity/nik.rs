//! The population number of a person (NIK): 16 digits by the rules of the civil registry (Dukcapil; UU 24/2013 on population
//! administration, Permendagri 108/2019).
//!
//! Six digits of the district in which the person was first registered, six of the date of birth with 40 added to the day of a
//! woman, four that count. Read once, never shown: no `Display`, and what is printed of it says nothing. Refuses numbers that
//! the registry cannot have given.

use std::fmt;

use chrono::{Datelike as _, NaiveDate};

use crate::shared::{Invalid, RegionCode};

/// What is added to the day of birth of a woman.
const WOMAN: u32 = 40;
/// The centuries that the two digits of a year can mean.
const CENTURIES: [i32; 2] = [1900, 2000];

/// A population number that the registry can have given.
#[derive(Clone, PartialEq, Eq)]
pub struct Nik(String);

impl Nik {
    /// Whether a text holds one: 16 digits in a row, whatever stands around them.
    pub fn stands_in(text: &str, today: NaiveDate) -> bool {
        let mut numbers = text.split(|sign: char| !sign.is_ascii_digit());
        numbers.any(|digits| Self::read("", digits, today).is_ok())
    }

    /// Reads the 16 digits; `today` is the last day on which somebody can be born.
    ///
    /// # Errors
    /// [`Invalid`] `population-number` at `pointer`, which says what is wrong and never what was given.
    pub fn read(pointer: &str, text: &str, today: NaiveDate) -> Result<Self, Invalid> {
        let digits = text.trim();
        if digits.len() != 16 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong(
                pointer,
                "NIK terdiri atas 16 angka tanpa spasi atau titik; salin dari KTP.",
                "A population number (NIK) has 16 digits without spaces or dots; copy it from the identity card.",
            ));
        }
        let regency = format!("{}.{}", &digits[..2], &digits[2..4]);
        if RegionCode::listed(&regency).is_none() || &digits[4..6] == "00" {
            return Err(wrong(
                pointer,
                "Enam angka pertama NIK bukan kode kecamatan yang dikenal; periksa lagi pada KTP.",
                "The first six digits of the NIK are no known district; look at the identity card again.",
            ));
        }
        if !is_birthday(&digits[6..12], today) {
            return Err(wrong(
                pointer,
                "Angka ketujuh sampai kedua belas NIK bukan tanggal lahir (untuk perempuan tanggalnya ditambah 40); periksa lagi pada KTP.",
                "Digits seven to twelve of the NIK are no date of birth (40 is added to the day of a woman); look at the identity card again.",
            ));
        }
        if &digits[12..] == "0000" {
            return Err(wrong(
                pointer,
                "Empat angka terakhir NIK tidak mungkin 0000; periksa lagi pada KTP.",
                "The last four digits of a NIK are never 0000; look at the identity card again.",
            ));
        }
        Ok(Self(digits.to_owned()))
    }

    /// The digits, for the keyed hash alone.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The last four digits, by which people tell cards apart.
    pub fn last_four(&self) -> &str {
        &self.0[12..]
    }
}

impl fmt::Debug for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nik(...)")
    }
}

/// Whether six digits are a day, a month and the end of a year in which somebody can be born until `today`.
fn is_birthday(digits: &str, today: NaiveDate) -> bool {
    let two = |from: usize| digits[from..from + 2].parse::<u32>().unwrap_or_default();
    let (day, month, year) = (two(0), two(2), two(4).cast_signed());
    let day = if day > WOMAN { day - WOMAN } else { day };
    let born = CENTURIES.iter().filter_map(|century| NaiveDate::from_ymd_opt(century + year, month, day));
    born.into_iter().any(|born| born <= today && today.year() - born.year() < 130)
}

fn wrong(pointer: &str, id: &str, en: &str) -> Invalid {
    Invalid::new(pointer, "population-number", id, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Nik, Invalid> {
        Nik::read("/nik", text, NaiveDate::from_ymd_opt(2026, 11, 30).expect("a date"))
    }

    #[test]
    fn a_number_is_found_in_a_text_and_other_digits_are_not() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 30).expect("a date");
        for text in ["1872011708850001", "Budi (1872011708850001)", "A-1872011708850001"] {
            assert!(Nik::stands_in(text, today), "{text}");
        }
        for text in ["A-0017", "Budi", "9999999999999999", "18720117088500011", "1872 0117 0885 0001"] {
            assert!(!Nik::stands_in(text, today), "{text}");
        }
    }

    #[test]
    fn numbers_the_registry_can_have_given_are_read() {
        for good in [
            "1872011708850001", // a man born on 17 August 1985
            "1872015708850002", // a woman born on that day
            "1872012902000003", // 29 February 2000
            "1872013011260004", // born today
            "1872010101990005", // born in 1999, not in 2099
            "9101014101700006", // registered under a former code of the regency
            " 1872011708850001 ",
        ] {
            assert!(read(good).is_ok(), "{good}");
        }
        assert_eq!(read("1872011708850001").expect("a number").last_four(), "0001");
    }

    #[test]
    fn numbers_the_registry_cannot_have_given_are_refused_and_not_repeated() {
        for bad in [
            "",
            "187201170885000",
            "18720117088500011",
            "1872-1170-8850-0",
            "187201170885000x",
            "１872011708850001",
            "9999011708850001", // no such province
            "1899011708850001", // no such regency
            "1872001708850001", // no district
            "1872010008850001", // day 0
            "1872014008850001", // day 40: the 0th of a woman
            "1872013202850001", // day 32
            "1872017202850001", // day 72: the 32nd of a woman
            "1872013002850001", // 30 February
            "1872012902850001", // 29 February 1985
            "1872011713850001", // month 13
            "1872011700850001", // month 0
            "1872011708850000", // counted from 1
        ] {
            let refused = read(bad).expect_err(bad);
            assert_eq!((refused.pointer.as_str(), refused.code), ("/nik", "population-number"), "{bad}");
            let said = format!("{} {}", refused.detail.id, refused.detail.en);
            assert!(bad.len() < 4 || !said.contains(bad), "{said}");
        }
    }

    #[test]
    fn a_number_says_nothing_of_itself() {
        assert_eq!(format!("{:?}", read("1872011708850001").expect("a number")), "Nik(...)");
    }
}

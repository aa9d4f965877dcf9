//! How this room words dates, numbers and unmet rules in Indonesian and English.

use chrono::{Datelike, NaiveDate};

use crate::shared::{Bilingual, Unmet};

const MONTHS_ID: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A civil date in words: `10 Juni 2022`, `10 June 2022`.
pub(super) fn date(day: NaiveDate) -> Bilingual {
    // A month counts 0..=11 in chrono's `month0`, the length of both tables.
    let month = day.month0() as usize;
    let say = |name: &str| format!("{} {name} {}", day.day(), day.year());
    Bilingual::new(say(MONTHS_ID[month]), say(MONTHS_EN[month]))
}

/// An exact plain decimal with the separators of each language: `1234.5` is `1.234,5` and `1,234.5`.
pub(super) fn number(plain: &str) -> Bilingual {
    let (whole, fraction) = plain.split_once('.').map_or((plain, None), |(w, f)| (w, Some(f)));
    let say = |thousands: char, point: char| {
        let mut text = String::with_capacity(plain.len() + 6);
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                text.push(thousands);
            }
            text.push(digit);
        }
        if let Some(fraction) = fraction {
            text.push(point);
            text.push_str(fraction);
        }
        text
    };
    Bilingual::new(say('.', ','), say(',', '.'))
}

/// A name as it stands inside a sentence: first letter lower-case unless it begins an acronym.
pub(super) fn inside_sentence(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(name.chars().skip(1)).collect()
        }
        _ => name.to_owned(),
    }
}

/// An unmet rule without legal basis.
pub(super) fn unmet(
    rule: &str,
    subject: impl ToString,
    found: impl Into<String>,
    required: impl Into<String>,
    how_to_fix: Bilingual,
) -> Unmet {
    Unmet {
        rule: rule.to_owned(),
        subject: subject.to_string(),
        found: found.into(),
        required: required.into(),
        how_to_fix,
        legal_basis: None,
    }
}

/// The same rule with the law it comes from.
pub(super) fn by_law(unmet: Unmet, legal_basis: &str) -> Unmet {
    Unmet { legal_basis: Some(legal_basis.to_owned()), ..unmet }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_numbers_speak_both_languages() {
        let day = NaiveDate::from_ymd_opt(2022, 8, 9).expect("a date");
        assert_eq!(date(day), Bilingual::new("9 Agustus 2022", "9 August 2022"));
        assert_eq!(number("9"), Bilingual::new("9", "9"));
        assert_eq!(number("9.25"), Bilingual::new("9,25", "9.25"));
        assert_eq!(number("1234567.5"), Bilingual::new("1.234.567,5", "1,234,567.5"));
        assert_eq!(number("123456"), Bilingual::new("123.456", "123,456"));
    }

    #[test]
    fn acronyms_keep_their_capitals() {
        assert_eq!(inside_sentence("Telur ayam"), "telur ayam");
        assert_eq!(inside_sentence("UMKM"), "UMKM");
        assert_eq!(inside_sentence("produk UMKM"), "produk UMKM");
        assert_eq!(inside_sentence(""), "");
    }
}

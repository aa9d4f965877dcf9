//! What several rooms say of papers.

use unicode_normalization::UnicodeNormalization as _;

use crate::labels;

labels! {
    /// Level of a veterinary control number.
    pub enum VeterinaryLevel {
        /// For export.
        One = "I",
        /// Between provinces.
        Two = "II",
        /// Inside a province.
        Three = "III",
    }
}

/// Whether two papers of one kind are the same: their numbers are alike but for spaces, marks and capitals, and so are their
/// issuers where both are known.
pub fn is_same_paper(number: &str, issuer: Option<&str>, other: &str, its_issuer: Option<&str>) -> bool {
    let issuers = issuer.zip(its_issuer);
    paper_key(number) == paper_key(other)
        && issuers.is_none_or(|(one, another)| paper_key(one) == paper_key(another))
}

/// A number or a name of a paper by its letters and digits alone, in their plain width and in capitals (NFKC), so that
/// spelling does not make it another.
pub fn paper_key(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Whether a number is written in the letters and digits that our papers use: a letter of another script that looks alike
/// would make another number of it.
pub fn is_plain_number(number: &str) -> bool {
    paper_key(number).chars().all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_makes_no_other_paper() {
        let same = |one, another| is_same_paper("SKKH/18.72/2026/0041", one, "skkh 18.72-2026 0041", another);
        assert!(same(None, None) && same(Some("Dinas Metro"), None));
        assert!(same(Some("Dinas Metro"), Some("DINAS  METRO.")));
        assert!(!same(Some("Dinas Metro"), Some("Dinas Blitar")));
        assert!(!is_same_paper("1", None, "2", None));
        assert!(
            is_same_paper("\u{ff33}\u{ff36}-\u{ff11}\u{ff12}", None, "sv 12", None),
            "wide digits are digits"
        );
        assert_eq!(paper_key("\u{ff53}v\u{200b}-1\u{b2}"), "SV12");
    }

    #[test]
    fn a_letter_of_another_script_is_no_letter_of_a_number() {
        assert!(is_plain_number("SKKH/18.72/2026/0041") && is_plain_number("\u{ff11}\u{ff12}"));
        assert!(!is_plain_number("S\u{41a}KH-1"), "a Cyrillic K");
    }
}

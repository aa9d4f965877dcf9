//! What several rooms say of papers.

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

/// A number or a name of a paper by its letters and digits alone, so that spelling does not make it another.
pub fn paper_key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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
    }
}

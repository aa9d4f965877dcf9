//! Regions by their names.

use crate::shared::{Bilingual, RegionCode};

/// The name of the region with this code, such as `Kota Metro`; `None` for a text that is no code of the list.
pub fn region_name(code: &str) -> Option<&'static str> {
    code.parse::<RegionCode>().ok()?.name()
}

/// A region inside a sentence: its name, the same in both languages; the code where the list has none.
pub fn region(code: &RegionCode) -> Bilingual {
    Bilingual::same(code.name().unwrap_or_else(|| code.as_str()))
}

impl From<&RegionCode> for Bilingual {
    fn from(code: &RegionCode) -> Self {
        region(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_called_by_their_names() {
        assert_eq!(region_name("18.72"), Some("Kota Metro"));
        assert_eq!(region_name("31"), Some("DKI Jakarta"));
        assert_eq!((region_name("99.99"), region_name("Metro")), (None, None));
        assert!(region_name("35.05").is_some() && region_name("18.99").is_none());
        let said = |code: &str| region(&code.parse().expect("a code"));
        assert_eq!(said("35.72"), Bilingual::same("Kota Blitar"));
        assert_eq!(said("18.99"), Bilingual::same("18.99"));
    }
}

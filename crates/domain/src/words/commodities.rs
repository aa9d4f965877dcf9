//! Commodities by the names people use.

use crate::shared::{Bilingual, CommodityCode};

/// The commodities the platform starts with; those that are registered later stand in the catalog, with their names.
const NAMES: &[(&str, &str, &str)] = &[
    ("eggs", "telur ayam", "chicken eggs"),
    ("cattle", "sapi", "cattle"),
    ("chicken", "ayam", "chicken"),
    ("beef", "daging sapi", "beef"),
    ("rice", "beras", "rice"),
    ("chilli", "cabai", "chilli"),
    ("tomato", "tomat", "tomatoes"),
    ("msme_goods", "produk UMKM", "small-business products"),
];

/// A commodity inside a sentence: its name; where only the catalog has one, its code, marked as such.
pub fn commodity(code: &CommodityCode) -> Bilingual {
    let known = NAMES.iter().find(|(known, ..)| *known == code.as_str());
    known.map_or_else(|| Bilingual::same(format!("`{code}`")), |(_, id, en)| Bilingual::new(*id, *en))
}

impl From<&CommodityCode> for Bilingual {
    fn from(code: &CommodityCode) -> Self {
        commodity(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commodity_is_called_by_its_name() {
        let said = |code: &str| commodity(&code.parse().expect("a code"));
        assert_eq!(said("cattle"), Bilingual::new("sapi", "cattle"));
        assert_eq!(said("red_onion"), Bilingual::same("`red_onion`"));
    }
}

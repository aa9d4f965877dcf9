//! What prices may be at all: dated rows that catch a slip of the pen before anybody endorses it. Whether a price is a good
//! one is not judged by them.

use serde::{Deserialize, Serialize};

use crate::say;
use crate::shared::{Bilingual, CommodityCode, Dated, DatedRule, Invalid, Money, PriceBasis};

/// The prices of a commodity that somebody can mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlausiblePrice {
    /// The commodity.
    pub commodity_code: CommodityCode,
    /// What one price counts.
    pub price_basis: PriceBasis,
    /// The lowest price, in rupiah.
    pub least_rupiah: i64,
    /// The highest price, in rupiah.
    pub most_rupiah: i64,
}

impl DatedRule for PlausiblePrice {
    const TABLE: &'static str = "plausible_price";

    fn key(&self) -> String {
        format!("{} {}", self.commodity_code, self.price_basis)
    }
}

impl PlausiblePrice {
    /// What is wrong with a price of a line, by the rows in force: that of its basis, else one of a basis that counts in the same
    /// measure. Nothing where no row speaks of its commodity.
    pub fn check(
        rows: &[Dated<Self>],
        commodity: &str,
        basis: PriceBasis,
        price: Money,
        at: &str,
    ) -> Option<Invalid> {
        let of = |one: &&Dated<Self>| one.rule.commodity_code.as_str() == commodity;
        let like = |one: &&Dated<Self>| one.rule.price_basis.dimension() == basis.dimension();
        let exact = rows.iter().filter(of).find(|one| one.rule.price_basis == basis);
        let row = exact.or_else(|| rows.iter().filter(of).find(like))?;
        let Self { least_rupiah, most_rupiah, .. } = &row.rule;
        if (*least_rupiah..=*most_rupiah).contains(&price.0) {
            return None;
        }
        let detail = say!(
            "Harga ini di luar batas wajar untuk barang ini {basis}: {least} sampai {most}. Periksa angka dan satuannya; bila harga \
             ini benar, mintalah administrator platform mengubah batasnya.",
            "This price is outside what is plausible for these goods {basis}: {least} to {most}. Check the figure and what it \
             counts; where it is right, ask the platform's administrator to change the bounds.",
            basis = basis,
            least = Bilingual::from(Money(*least_rupiah)),
            most = Bilingual::from(Money(*most_rupiah)),
        );
        Some(Invalid::says(at, "price-not-plausible", detail))
    }
}

/// The rows the platform starts with, wide enough for every year since 2010.
pub fn seed_plausible_prices() -> Vec<PlausiblePrice> {
    use PriceBasis::{PerHead, PerKgLive, PerKgNet, PerPiece};
    let row = |code: &'static str, price_basis, least_rupiah, most_rupiah| PlausiblePrice {
        commodity_code: code.parse().expect("a literal of this list"),
        price_basis,
        least_rupiah,
        most_rupiah,
    };
    vec![
        row("eggs", PerKgNet, 5_000, 200_000),
        row("eggs", PerPiece, 300, 20_000),
        row("cattle", PerKgLive, 10_000, 500_000),
        row("cattle", PerKgNet, 20_000, 1_000_000),
        row("cattle", PerHead, 2_000_000, 500_000_000),
        row("chicken", PerKgLive, 5_000, 200_000),
        row("chicken", PerKgNet, 5_000, 300_000),
        row("chicken", PerHead, 2_000, 500_000),
        row("beef", PerKgNet, 20_000, 1_000_000),
        row("rice", PerKgNet, 1_000, 100_000),
        row("chilli", PerKgNet, 1_000, 500_000),
        row("tomato", PerKgNet, 300, 200_000),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Period;

    #[test]
    fn a_slip_of_the_pen_is_told_from_a_price() {
        let always = Period { from: chrono::NaiveDate::MIN, until: None };
        let dated = |rule| Dated { rule, in_force: always, source: "a test".into() };
        let rows: Vec<_> = seed_plausible_prices().into_iter().map(dated).collect();
        let told = |code: &str, basis, price| {
            PlausiblePrice::check(&rows, code, basis, Money(price), "/lines/0/price").map(|one| one.code)
        };
        use PriceBasis::{PerHead, PerKgNet};
        assert_eq!((told("eggs", PerKgNet, 5_000), told("eggs", PerKgNet, 200_000)), (None, None));
        let wrong = || Some("price-not-plausible");
        assert_eq!((told("eggs", PerKgNet, 4_999), told("eggs", PerKgNet, 200_001)), (wrong(), wrong()));
        assert_eq!(told("cattle", PerHead, 57_000), wrong(), "a price by the kilogram is none by the head");
        assert_eq!(
            told("chilli", PriceBasis::PerKgLive, 1_000_000_000),
            wrong(),
            "the kilogram is a kilogram"
        );
        assert_eq!(told("msme_goods", PerKgNet, 1), None, "no row speaks of it");
    }
}

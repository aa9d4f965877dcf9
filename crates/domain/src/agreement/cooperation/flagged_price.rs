//! Prices of a contract outside what such goods cost by regulation or by measure: marked, never refused, and endorsed with a
//! note that says why.

use crate::say;
use crate::shared::{
    Bilingual, ContractLineId, Dated, Money, Price, PriceFlag, ReferencePrice, Refusal, RefusalCode, Unmet,
};
use crate::words::{self, number};

/// A line of a contract and the reference that its price is held against.
#[derive(Debug, Clone)]
pub struct HeldPrice<'a> {
    /// The line.
    pub line: ContractLineId,
    /// Its place on the paper.
    pub number: i32,
    /// What it costs.
    pub price: Price,
    /// What such goods cost.
    pub reference: &'a Dated<ReferencePrice>,
}

impl HeldPrice<'_> {
    /// Whether the price lies outside.
    pub fn is_flagged(&self) -> bool {
        self.reference.rule.flag(self.price.money) != PriceFlag::Within
    }
}

/// Whether a text may be endorsed with or without a note: every price outside its reference is explained.
///
/// # Errors
/// `price-needs-note` naming each line with its price, the reference and the regulation or source behind it.
pub fn check_note_on_prices(prices: &[HeldPrice<'_>], noted: bool) -> Result<(), Refusal> {
    let unexplained = prices.iter().filter(|price| !noted && price.is_flagged()).map(|held| {
        let how = say!(
            "Tulis pada `note` mengapa harga baris {number} disahkan, atau minta perubahan naskah.",
            "Say in `note` why the price of line {number} is endorsed, or ask for changes of the text.",
            number = number(&held.number.to_string()),
        );
        let unmet =
            Unmet::new("price_within_reference", held.line, held.price, band(&held.reference.rule), how);
        unmet.by_law(held.reference.source.clone())
    });
    Refusal::unless_empty(RefusalCode::PriceNeedsNote, unexplained.collect())
}

/// What goods cost, in words.
fn band(reference: &ReferencePrice) -> Bilingual {
    let basis = words::name(reference.price_basis.label());
    let rupiah = |bound: Option<i64>| bound.map(|rupiah| words::money(Money(rupiah)));
    match (rupiah(reference.low_rupiah), rupiah(reference.high_rupiah)) {
        (Some(low), Some(high)) => {
            say!(
                "{low} sampai {high} {basis}",
                "{low} to {high} {basis}",
                low = low,
                high = high,
                basis = basis
            )
        }
        (Some(low), None) => {
            say!("paling sedikit {low} {basis}", "at least {low} {basis}", low = low, basis = basis)
        }
        (None, Some(high)) => {
            say!("paling banyak {high} {basis}", "at most {high} {basis}", high = high, basis = basis)
        }
        (None, None) => words::none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{Id as _, Period, PriceBasis, PriceLevel};
    use uuid::Uuid;

    fn goats(low: Option<i64>, high: Option<i64>) -> Dated<ReferencePrice> {
        let rule = ReferencePrice {
            commodity_code: "goat".parse().expect("a code"),
            form_code: "live".parse().expect("a code"),
            grade: None,
            region_code: None,
            level: PriceLevel::Producer,
            price_basis: PriceBasis::PerHead,
            low_rupiah: low,
            high_rupiah: high,
        };
        let always = Period { from: chrono::NaiveDate::MIN, until: None };
        Dated { rule, in_force: always, source: "Contoh harga pasar kambing".into() }
    }

    fn held(rupiah: i64, reference: &Dated<ReferencePrice>) -> HeldPrice<'_> {
        let price = Price { money: Money(rupiah), basis: PriceBasis::PerHead };
        HeldPrice { line: ContractLineId::from_uuid(Uuid::from_u128(1)), number: 2, price, reference }
    }

    #[test]
    fn a_goat_for_a_hundred_million_needs_a_word_of_explanation() {
        let reference = goats(Some(2_000_000), Some(5_000_000));
        let prices = [held(3_000_000, &reference), held(99_999_999, &reference), held(1, &reference)];
        assert_eq!(prices.each_ref().map(HeldPrice::is_flagged), [false, true, true]);
        assert_eq!(check_note_on_prices(&prices, true), Ok(()));
        let refusal = check_note_on_prices(&prices, false).expect_err("nobody says why");
        assert_eq!((refusal.code, refusal.unmet.len()), (RefusalCode::PriceNeedsNote, 2));
        let unmet = &refusal.unmet[0];
        assert_eq!(unmet.found.id, "Rp 99.999.999 per ekor");
        assert_eq!(unmet.required.en, "Rp 2,000,000 to Rp 5,000,000 per head");
        assert_eq!(unmet.legal_basis.as_deref(), Some("Contoh harga pasar kambing"));
        assert!(unmet.how_to_fix.en.contains("line 2"));
        assert_eq!(check_note_on_prices(&prices[..1], false), Ok(()));
    }

    #[test]
    fn a_floor_and_a_ceiling_are_said_as_such() {
        let required = |reference: Dated<ReferencePrice>, rupiah| {
            let refusal = check_note_on_prices(&[held(rupiah, &reference)], false).expect_err("outside");
            refusal.unmet[0].required.en.clone()
        };
        assert_eq!(required(goats(Some(100), None), 99), "at least Rp 100 per head");
        assert_eq!(required(goats(None, Some(100)), 101), "at most Rp 100 per head");
    }
}

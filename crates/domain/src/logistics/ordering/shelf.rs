//! Goods of a price list on the shelves of their buyer.
//!
//! Owns: for which lines of an order the shelf counts, and what stands on one. Judged when an order is issued, and again where the
//! day of delivery changes; what leaves a shelf afterwards is still sent and received as it was ordered.

use chrono::NaiveDate;

use crate::shared::{Bilingual, Period, PriceRuleKind, Refusal, RefusalCode, Unmet, VariantId};
use crate::{say, words};

/// Whether the goods of a line stand on a shelf of their buyer: what is priced by a list of product variants, ordered by who
/// operates an outlet for a day on which it is not closed. Goods in bulk are on no list and on no shelf, and who runs no outlet
/// has no shelves. What is recorded of a past day is not judged: nobody knows any more what stood where.
pub fn needs_shelf(
    rule: PriceRuleKind,
    buyer_operates_outlets: bool,
    delivery: NaiveDate,
    today: NaiveDate,
) -> bool {
    rule == PriceRuleKind::ByVariant && buyer_operates_outlets && delivery >= today
}

/// A variant that is listed at an outlet of the buyer which has not closed: the days from which it is for sale there, and from
/// which the outlet is open; none where none was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shelf {
    /// The first day of the listing.
    pub starts: Option<NaiveDate>,
    /// The day of the opening of the outlet.
    pub opens: Option<NaiveDate>,
}

impl Shelf {
    /// The first day on which it is for sale there; none where it is already.
    fn from(self) -> Option<NaiveDate> {
        self.starts.max(self.opens)
    }
}

/// What is known of a variant that an order names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelvedGoods {
    /// Which variant.
    pub variant: VariantId,
    /// Whether it is recalled.
    pub recalled: bool,
    /// Where its buyer has it listed.
    pub shelves: Vec<Shelf>,
}

/// Whether every variant stands on a shelf of its buyer on the day of delivery.
///
/// # Errors
/// `order-line-invalid` naming each variant that does not.
pub fn check_shelves(goods: &[ShelvedGoods], delivery: NaiveDate) -> Result<(), Refusal> {
    let unmet = goods.iter().filter_map(|goods| missing(goods, delivery));
    Refusal::unless_empty(RefusalCode::OrderLineInvalid, unmet.collect())
}

fn missing(goods: &ShelvedGoods, delivery: NaiveDate) -> Option<Unmet> {
    let in_time = |shelf: &&Shelf| shelf.from().is_none_or(|from| from <= delivery);
    if !goods.recalled && goods.shelves.iter().any(|shelf| in_time(&shelf)) {
        return None;
    }
    let earliest = goods.shelves.iter().filter_map(|shelf| shelf.from()).min();
    let (found, how) = match earliest {
        _ if goods.recalled => (
            Bilingual::new("ditarik dari peredaran", "recalled"),
            Bilingual::new(
                "Barang yang ditarik tidak dipesan; pesan varian lain, atau tunggu penarikannya diakhiri.",
                "Goods that are recalled are not ordered; order another variant, or wait until the recall is over.",
            ),
        ),
        Some(from) => (
            Bilingual::from(&Period { from, until: None }),
            say!(
                "Varian ini baru dijual di gerai Anda mulai {from}; minta pengiriman pada hari itu atau sesudahnya.",
                "This variant is for sale in your outlets from {from} on; ask for a delivery on that day or later.",
                from = from,
            ),
        ),
        None => (
            words::none(),
            Bilingual::new(
                "Daftarkan dahulu varian ini di salah satu gerai Anda dengan /v1/listings, atau pesan varian yang sudah terdaftar.",
                "List this variant in one of your outlets first, by /v1/listings, or order one that is listed.",
            ),
        ),
    };
    let required = say!(
        "terdaftar di gerai pembeli pada {day}",
        "listed in an outlet of the buyer on {day}",
        day = delivery,
    );
    Some(Unmet::new("variant_on_a_shelf", goods.variant, found, required, how))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Id as _;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn the_shelf_counts_for_a_price_list_and_a_buyer_with_outlets_from_today_on() {
        let today = day("2026-11-22");
        let needs = |rule, outlets, at: &str| needs_shelf(rule, outlets, day(at), today);
        assert!(needs(PriceRuleKind::ByVariant, true, "2026-11-22"));
        assert!(!needs(PriceRuleKind::ByVariant, false, "2026-11-30"));
        assert!(!needs(PriceRuleKind::ByVariant, true, "2026-11-21"), "the past");
        for rule in PriceRuleKind::ALL.iter().filter(|rule| **rule != PriceRuleKind::ByVariant) {
            assert!(!needs(*rule, true, "2026-11-30"), "{rule}");
        }
    }

    fn judged(recalled: bool, shelves: &[(Option<&str>, Option<&str>)]) -> Option<String> {
        let shelf = |(starts, opens): &(Option<&str>, Option<&str>)| Shelf {
            starts: starts.map(day),
            opens: opens.map(day),
        };
        let variant = VariantId::from_uuid(Uuid::from_u128(1));
        let goods = ShelvedGoods { variant, recalled, shelves: shelves.iter().map(shelf).collect() };
        let refusal = check_shelves(&[goods], day("2026-12-05")).err()?;
        assert_eq!((refusal.code, refusal.unmet.len()), (RefusalCode::OrderLineInvalid, 1));
        Some(refusal.unmet[0].how_to_fix.en.clone())
    }

    #[test]
    fn a_variant_is_listed_and_its_outlet_open_by_the_day_of_delivery() {
        assert_eq!(judged(false, &[(None, None)]), None);
        assert_eq!(judged(false, &[(Some("2026-12-05"), Some("2026-12-01"))]), None);
        assert_eq!(judged(false, &[(Some("2027-01-02"), None), (None, None)]), None, "one shelf is enough");
        assert!(judged(false, &[]).expect("no shelf").starts_with("List this variant"));
        for late in
            [(Some("2026-12-06"), None), (None, Some("2026-12-06")), (Some("2026-12-01"), Some("2026-12-06"))]
        {
            let how = judged(false, &[late]).expect("too late");
            assert!(how.contains("from 6 December 2026 on"), "{how}");
        }
        assert!(judged(true, &[(None, None)]).expect("recalled").starts_with("Goods that are recalled"));
    }
}

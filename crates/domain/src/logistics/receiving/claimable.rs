//! What may be claimed for a receipt line: two figures, weight and heads, never one sum.
//!
//! Owns whose fault a rejection is. Loss inside the allowance is physics and never claimable.

use crate::labels;
use crate::logistics::{HeadCount, Measure, WeightCount};
use crate::shared::{Bilingual, Refusal, RefusalCode, Unmet};

labels! {
    /// Who answers for a rejection.
    pub enum Fault {
        /// The supplier: the goods were wrong when they left.
        Supplier = "supplier",
        /// The carrier: they became wrong on the road.
        Carrier = "carrier",
        /// The buyer: they are right, but not wanted or not storable.
        Buyer = "buyer",
        /// Nobody.
        None = "none",
    }
}

labels! {
    /// Why goods were not taken.
    pub enum RejectionReason {
        /// Below the agreed quality or grade.
        BelowGrade = "below_grade",
        /// Rotten, mouldy, cracked before loading.
        Spoiled = "spoiled",
        /// Too close to, or past, its best-before date.
        ShortShelfLife = "short_shelf_life",
        /// Another product or form than ordered.
        WrongGoods = "wrong_goods",
        /// Label, permit or certificate missing or not matching the goods.
        PapersNotMatching = "papers_not_matching",
        /// Animals that were ill at departure.
        Sick = "sick",
        /// Animals injured on the road.
        InjuredOnRoad = "injured_on_road",
        /// Broken, wet or crushed on the road.
        DamagedOnRoad = "damaged_on_road",
        /// The cold chain broke on the road.
        ColdChainBroken = "cold_chain_broken",
        /// Arrived after the agreed window.
        LateArrival = "late_arrival",
        /// The buyer's store is full or closed.
        NoStorage = "no_storage",
        /// The buyer no longer wants them.
        NotWanted = "not_wanted",
        /// Stopped by an authority or by force majeure.
        Authority = "authority",
    }
}

impl RejectionReason {
    /// Who answers for it.
    pub const fn fault(self) -> Fault {
        match self {
            Self::BelowGrade
            | Self::Spoiled
            | Self::ShortShelfLife
            | Self::WrongGoods
            | Self::PapersNotMatching
            | Self::Sick => Fault::Supplier,
            Self::InjuredOnRoad | Self::DamagedOnRoad | Self::ColdChainBroken | Self::LateArrival => {
                Fault::Carrier
            }
            Self::NoStorage | Self::NotWanted => Fault::Buyer,
            Self::Authority => Fault::None,
        }
    }
}

/// A part of what was rejected, with its reason; amounts in the base unit of one count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rejection {
    /// Why.
    pub reason: RejectionReason,
    /// How much.
    pub amount: i64,
}

/// How much was rejected by somebody's fault; all rejections in one unit.
pub fn rejected_by(fault: Fault, rejections: &[Rejection]) -> i64 {
    let faulty = rejections.iter().filter(|rejection| rejection.reason.fault() == fault);
    faulty.fold(0, |sum, rejection| sum.saturating_add(rejection.amount))
}

/// Whether the reasons given explain all of what one measure of a line rejected, and no more.
///
/// # Errors
/// `rejections-not-explained` when a part is not above zero or the parts do not sum to `rejected`.
pub fn check_rejections(
    measure: Measure,
    rejected: i64,
    rejections: &[Rejection],
    line: &str,
) -> Result<(), Refusal> {
    let explained: i128 = rejections.iter().map(|part| i128::from(part.amount)).sum();
    if explained == i128::from(rejected) && rejections.iter().all(|part| part.amount > 0) {
        return Ok(());
    }
    let fix = Bilingual::new(
        "Beri alasan untuk setiap bagian yang ditolak, hingga jumlahnya sama dengan angka yang ditolak.",
        "Give a reason for each rejected part, until the parts sum to the rejected figure.",
    );
    let (found, required) = (measure.amount(explained), measure.amount(rejected));
    let unmet = Unmet::new("rejections_explained", line, found, required, fix);
    Err(Refusal::rule(RefusalCode::RejectionsNotExplained, vec![unmet]))
}

/// `max(shrink - shrink_allowed, 0) + missing + rejected by the supplier's fault`, in grams.
pub fn claimable_weight(weight: &WeightCount, shrink_allowed: i64, rejections: &[Rejection]) -> i64 {
    let excess = weight.shrink.saturating_sub(shrink_allowed).max(0);
    excess.saturating_add(weight.missing).saturating_add(rejected_by(Fault::Supplier, rejections))
}

/// `missing + rejected by the supplier's fault + max(deaths - deaths_allowed, 0)`, in heads. An animal
/// slaughtered in an emergency is no death: its meat is settled apart.
pub fn claimable_heads(heads: &HeadCount, deaths_allowed: i64, rejections: &[Rejection]) -> i64 {
    let excess = heads.dead.saturating_sub(deaths_allowed).max(0);
    excess.saturating_add(heads.missing).saturating_add(rejected_by(Fault::Supplier, rejections))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_names_who_answers_for_it() {
        let table: Vec<_> = RejectionReason::ALL.iter().map(|r| format!("{r}: {}", r.fault())).collect();
        let expected = [
            "below_grade: supplier",
            "spoiled: supplier",
            "short_shelf_life: supplier",
            "wrong_goods: supplier",
            "papers_not_matching: supplier",
            "sick: supplier",
            "injured_on_road: carrier",
            "damaged_on_road: carrier",
            "cold_chain_broken: carrier",
            "late_arrival: carrier",
            "no_storage: buyer",
            "not_wanted: buyer",
            "authority: none",
        ];
        assert_eq!(table, expected);
    }

    #[test]
    fn loss_inside_the_allowance_is_not_claimable() {
        let weight = WeightCount { loaded: 1_000, accepted: 960, shrink: 40, ..WeightCount::default() };
        assert_eq!(claimable_weight(&weight, 40, &[]), 0);
        assert_eq!(claimable_weight(&weight, 37, &[]), 3);
        assert_eq!(claimable_weight(&weight, 100, &[]), 0);
        let heads = HeadCount { loaded: 300, accepted: 298, dead: 2, ..HeadCount::default() };
        assert_eq!(claimable_heads(&heads, 2, &[]), 0);
        assert_eq!(claimable_heads(&heads, 0, &[]), 2);
    }

    #[test]
    fn only_the_suppliers_rejections_are_claimed_and_what_is_missing_always() {
        let rejections = [
            Rejection { reason: RejectionReason::Sick, amount: 2 },
            Rejection { reason: RejectionReason::InjuredOnRoad, amount: 3 },
            Rejection { reason: RejectionReason::NotWanted, amount: 5 },
            Rejection { reason: RejectionReason::Spoiled, amount: 7 },
        ];
        assert_eq!(rejected_by(Fault::Supplier, &rejections), 9);
        assert_eq!(rejected_by(Fault::Carrier, &rejections), 3);
        let heads = HeadCount { missing: 1, emergency_slaughtered: 4, ..HeadCount::default() };
        assert_eq!(claimable_heads(&heads, 0, &rejections), 10);
        let weight = WeightCount { missing: 1, shrink: -50, ..WeightCount::default() };
        assert_eq!(claimable_weight(&weight, 10, &rejections), 10);
    }

    #[test]
    fn reasons_explain_all_that_was_rejected_and_no_more() {
        let part = |amount| Rejection { reason: RejectionReason::Sick, amount };
        let check =
            |rejected, parts: &[Rejection]| check_rejections(Measure::Head, rejected, parts, "lines/0");
        assert_eq!(check(0, &[]), Ok(()));
        assert_eq!(check(3, &[part(1), part(2)]), Ok(()));
        let refusal = check(3, &[part(1)]).expect_err("two without a reason");
        assert_eq!(
            (refusal.unmet[0].found.id.as_str(), refusal.unmet[0].required.en.as_str()),
            ("1 ekor", "3 head")
        );
        assert!(check(3, &[part(4), part(-1)]).is_err());
        assert!(check(0, &[part(0)]).is_err());
    }
}

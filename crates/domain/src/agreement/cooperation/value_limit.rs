//! The largest amount that a contract without quantities may reach (DOMAIN section 11).
//!
//! Owns: which contracts state one, which prices can be counted under one, and that it is not reduced below what is taken.

use crate::agreement::cooperation::amended_terms::{AmendmentKind, Change, ContractText};
use crate::agreement::cooperation::contract_terms::{ContractLineTerms, ContractTerms, price_fits};
use crate::say;
use crate::shared::{ContractId, Invalid, Money, Refusal, RefusalCode, Unmet};
use crate::words;

impl ContractTerms {
    /// What a first text has to state and one from before it was asked for may lack.
    pub fn missing_value(&self) -> Option<Invalid> {
        (self.contract_type.has_value_limit() && self.value_limit.is_none()).then(|| {
            Invalid::new(
                "/value_limit",
                "required",
                "Jenis kontrak ini tidak menyebut jumlah. Isi nilai terbesar yang boleh dicapainya dalam rupiah.",
                "This type of contract states no quantity. Give the largest amount it may reach, in rupiah.",
            )
        })
    }
}

/// The field of the largest amount.
const VALUE_LIMIT: &str = "value_limit";

impl Change {
    /// Whether its words tell of money, which not everybody reads.
    pub fn tells_money(&self) -> bool {
        self.kind == AmendmentKind::PriceRule || self.field == VALUE_LIMIT
    }
}

impl ContractText {
    /// What `after` says of the largest amount, where that differs.
    pub(super) fn value_change(&self, after: &Self) -> Option<Change> {
        let (before, after) = (self.value_limit, after.value_limit);
        (before != after).then(|| Change {
            kind: AmendmentKind::Volume,
            field: VALUE_LIMIT,
            line: None,
            before: before.map(words::money),
            after: after.map(words::money),
        })
    }

    /// The largest amount by `after`, where that is less than before.
    pub fn value_reduction(&self, after: &Self) -> Option<Money> {
        after.value_limit.filter(|to| self.value_limit.is_none_or(|before| *to < before))
    }
}

/// What is wrong with the largest amount, where one is stated.
pub(super) fn invalid_value(terms: &ContractTerms) -> Option<Invalid> {
    let limit = terms.value_limit?;
    if !terms.contract_type.has_value_limit() {
        return Some(Invalid::new(
            "/value_limit",
            "value-limit-absent",
            "Jenis kontrak ini dibatasi jumlah pada barisnya. Hapus batas nilai, atau pilih harga saja, pembeli siaga, atau panen \
             sekali beli.",
            "This type of contract is limited by the quantities of its lines. Remove the value limit, or choose price only, \
             a standby buyer or a spot harvest.",
        ));
    }
    (!Money::VALUE_LIMITS.contains(&limit.0)).then(|| {
        Invalid::new(
            "/value_limit/amount",
            "out-of-range",
            "Isi batas nilai dalam rupiah bulat, dari Rp 1 sampai Rp 1.000.000.000.000.000.",
            "Give the value limit in whole rupiah, from Rp 1 to Rp 1,000,000,000,000,000.",
        )
    })
}

/// A contract with a largest amount counts what is open at its price: the price counts what draws the line down.
pub(super) fn uncountable(line: &ContractLineTerms, at: &str) -> Option<Invalid> {
    if line.price.highest(None).is_none() {
        return Some(Invalid::new(
            format!("{at}/price_rule/reference/ceiling"),
            "required",
            "Kontrak dengan batas nilai menghitung nilai pesanan menurut harga tertingginya. Isi harga tertinggi.",
            "A contract with a largest value counts orders at the highest price they may have. Give the ceiling.",
        ));
    }
    let measure = line.unit.dimension();
    // A price that fits no goods of this unit is refused for that alone.
    let counted = line.price_basis.dimension() == measure || !price_fits(measure, line.price_basis);
    (!counted).then(|| {
        let detail = say!(
            "Kontrak dengan batas nilai menghitung nilai pesanan dari jumlahnya: baris dalam {unit} memakai harga menurut \
             {measure}.",
            "A contract with a largest value counts orders at their price: a line in {unit} has a price by {measure}.",
            unit = line.unit,
            measure = measure,
        );
        Invalid::says(format!("{at}/price_basis"), "price-basis", detail)
    })
}

/// What is taken of the largest value of a contract already, in rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TakenValue {
    /// The amounts of posted receipts that were not taken back.
    pub accepted: i128,
    /// What is ordered and not accepted yet, at its price.
    pub open: i128,
}

impl TakenValue {
    /// Whether it fits into a largest value.
    pub fn fits(self, limit: Money) -> bool {
        self.accepted + self.open <= i128::from(limit.0)
    }
}

/// The largest value is not reduced below what was accepted and what is ordered (DOMAIN section 11).
///
/// # Errors
/// `amendment-rule` with the figures.
pub fn check_value_reduction(contract: ContractId, to: Money, taken: TakenValue) -> Result<(), Refusal> {
    if taken.fits(to) {
        return Ok(());
    }
    let least = words::rupiah(taken.accepted + taken.open);
    let how = say!(
        "Sudah diterima senilai {accepted} dan masih dipesan senilai {open}. Isi paling sedikit {least}, atau tutup pesanan yang \
         tidak akan dikirim lebih dahulu.",
        "{accepted} are accepted and {open} are still on order. Give at least {least}, or first close orders that will not be \
         delivered.",
        accepted = words::rupiah(taken.accepted),
        open = words::rupiah(taken.open),
        least = least.clone(),
    );
    let required = say!("paling sedikit {least}", "at least {least}", least = least);
    let unmet = Unmet::new("value_not_below_what_is_taken", contract, to, required, how);
    Err(Refusal::rule(RefusalCode::AmendmentRule, vec![unmet]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::cooperation::amended_terms::amendment_kinds;
    use crate::agreement::cooperation::contract::ContractType;
    use crate::agreement::cooperation::contract_terms::tests::{codes, contract, eggs, year};
    use crate::shared::{Bilingual, Dimension, Id as _, PriceBasis, Unit};
    use uuid::Uuid;

    #[test]
    fn what_no_quantity_limits_states_its_largest_value() {
        use ContractType as T;
        let limited = |kind, quantity, limit| {
            let terms = contract(kind, eggs(quantity));
            ContractTerms { value_limit: limit, ..terms }
        };
        for kind in [T::PriceOnly, T::StandbyBuyer] {
            assert_eq!(
                limited(kind, None, None).missing_value().map(|one| one.pointer).as_deref(),
                Some("/value_limit")
            );
            let stated = limited(kind, None, Some(Money(500_000_000)));
            assert!(stated.missing_value().is_none() && codes(&stated, &year(2022)).is_empty());
            for outside in [0, -1, 1_000_000_000_000_001] {
                assert_eq!(codes(&limited(kind, None, Some(Money(outside))), &year(2022)), ["out-of-range"]);
            }
        }
        for kind in [T::FixedQuota, T::Trial] {
            assert!(limited(kind, Some("9000"), None).missing_value().is_none());
            let both = limited(kind, Some("9000"), Some(Money(1)));
            assert_eq!(codes(&both, &year(2022)), ["value-limit-absent"]);
        }
    }

    #[test]
    fn what_is_open_under_a_largest_value_can_be_counted_at_its_price() {
        let mut line = eggs(None);
        (line.unit, line.drawdown, line.price_basis) = (Unit::Hea, Dimension::Head, PriceBasis::PerKgLive);
        let mut terms = contract(ContractType::PriceOnly, line);
        assert!(codes(&terms, &year(2022)).is_empty(), "nothing has to be counted");
        terms.value_limit = Some(Money(1_000_000_000));
        let wrong: Vec<_> =
            terms.validate(&year(2022)).into_iter().map(|one| (one.pointer, one.code)).collect();
        assert_eq!(wrong, [("/lines/0/price_basis".to_owned(), "price-basis")]);
        terms.lines[0].price_basis = PriceBasis::PerLitre;
        assert_eq!(codes(&terms, &year(2022)), ["price-basis"], "said once");
        terms.lines[0].price_basis = PriceBasis::PerHead;
        assert!(codes(&terms, &year(2022)).is_empty());
    }

    #[test]
    fn a_largest_value_is_part_of_the_text_and_changes_no_text_without_one() {
        let mut terms = contract(ContractType::PriceOnly, eggs(None));
        let without = terms.canonical();
        assert!(!without.text.contains("value_limit"));
        terms.value_limit = Some(Money(500_000_000));
        let with = terms.canonical();
        assert!(with.text.contains(r#""value_limit":"500000000 IDR""#), "{}", with.text);
        assert_ne!(with.hash, without.hash);
    }

    #[test]
    fn a_largest_value_is_a_volume_that_is_never_reduced_below_what_is_taken() {
        let limited = |limit: Option<i64>| ContractText {
            title: "Telur".to_owned(),
            period: year(2022),
            value_limit: limit.map(Money),
            evaluation_due: None,
            festival: None,
            lines: vec![],
        };
        let (none, low, high) = (limited(None), limited(Some(1_000)), limited(Some(2_000)));
        let changes = high.changes(&low);
        assert_eq!(amendment_kinds(&changes), [AmendmentKind::Volume]);
        let words = |text: &Option<Bilingual>| text.as_ref().map(|text| text.en.clone());
        assert_eq!((changes[0].field, changes[0].tells_money()), ("value_limit", true));
        assert_eq!(words(&changes[0].before).as_deref(), Some("Rp 2,000"));
        assert_eq!(words(&changes[0].after).as_deref(), Some("Rp 1,000"));
        assert_eq!(high.value_reduction(&low), Some(Money(1_000)));
        assert_eq!(none.value_reduction(&low), Some(Money(1_000)), "what nothing limited is limited");
        assert_eq!(
            (low.value_reduction(&high), high.value_reduction(&high), none.value_reduction(&none)),
            (None, None, None)
        );
        let contract = ContractId::from_uuid(Uuid::from_u128(1));
        let check =
            |accepted, open| check_value_reduction(contract, Money(1_000), TakenValue { accepted, open });
        assert_eq!(check(400, 600), Ok(()));
        let refusal = check(400, 601).expect_err("a rupiah too many");
        assert_eq!(refusal.unmet[0].required.en, "at least Rp 1,001");
        assert!(refusal.unmet[0].how_to_fix.en.contains("Rp 400 are accepted and Rp 601 are still on order"));
    }
}

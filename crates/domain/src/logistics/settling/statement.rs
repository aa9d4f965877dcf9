//! What a monthly statement says: its lines, their sums, and the one text that both businesses confirm.
//!
//! Owns: that each line has its amount as it was rounded once, its tax rounded once, and that a correction is the exact
//! opposite of what it corrects. Sums are made in 128 bits.

use chrono::NaiveDate;
use serde::Serialize;

use crate::labels;
use crate::shared::{
    CanonicalText, ContractId, ContractLineId, Money, PartyId, PriceBasis, ReceiptId, ReceiptLineId,
    SettlementId, Unit,
};

labels! {
    /// What a line of a monthly statement is.
    pub enum SettlementLineKind {
        /// Goods received in the month.
        Delivery = "delivery",
        /// Goods received in an earlier month whose statement was final when they were posted.
        LateDelivery = "late_delivery",
        /// What a final statement took and was taken back since.
        TakenBack = "taken_back",
        /// What the outcome of a claim takes off, or adds where the supplier claimed.
        Deduction = "deduction",
        /// What was paid of a final statement beyond what it says.
        Credit = "credit",
    }
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettlementLine {
    /// What it is.
    pub kind: SettlementLineKind,
    /// The receipt line it is of.
    pub receipt_line: Option<ReceiptLineId>,
    /// The receipt of that line, or of a claim.
    pub receipt: Option<ReceiptId>,
    /// The line of the contract.
    pub contract_line: Option<ContractLineId>,
    /// What else it comes from, such as a claim.
    pub source: Option<String>,
    /// The final statement that it corrects.
    pub corrects: Option<SettlementId>,
    /// The commodity.
    pub commodity: Option<String>,
    /// Its form.
    pub form: Option<String>,
    /// The day it is of.
    pub day: NaiveDate,
    /// What was accepted in the measure of the price, in base units of it.
    pub quantity: Option<i64>,
    /// The unit of that.
    pub unit: Option<Unit>,
    /// What the price counts.
    pub basis: Option<PriceBasis>,
    /// Rupiah per that.
    pub price: Option<i64>,
    /// Its amount.
    pub amount: Money,
    /// The tax on it.
    pub tax: Money,
}

impl SettlementLine {
    /// The exact opposite, as a later statement takes it back.
    #[must_use]
    pub fn taken_back(self, corrects: SettlementId, day: NaiveDate) -> Self {
        Self {
            kind: SettlementLineKind::TakenBack,
            corrects: Some(corrects),
            day,
            amount: Money(-self.amount.0),
            tax: Money(-self.tax.0),
            ..self
        }
    }
}

/// The tax on an amount, rounded once, half up, to one rupiah.
pub fn tax_of(amount: Money, basis_points: i64) -> Money {
    let exact = i128::from(amount.0) * i128::from(basis_points);
    let rounded = (exact + 5_000).div_euclid(10_000);
    // A share of an amount, which is an i64, by a rate of at most all of it.
    Money(i64::try_from(rounded).unwrap_or(amount.0))
}

/// What the lines of a statement come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Totals {
    /// Goods of the month.
    pub deliveries: Money,
    /// Goods posted later and goods taken back of earlier months.
    pub corrections: Money,
    /// Claims.
    pub deductions: Money,
    /// Credits.
    pub credits: Money,
    /// Tax.
    pub tax: Money,
    /// Everything.
    pub total: Money,
}

impl Totals {
    /// Adds the sums of a kind of lines, each within 64 bits.
    pub fn add(&mut self, kind: SettlementLineKind, amount: Money, tax: Money) {
        use SettlementLineKind as K;
        let place = match kind {
            K::Delivery => &mut self.deliveries,
            K::LateDelivery | K::TakenBack => &mut self.corrections,
            K::Deduction => &mut self.deductions,
            K::Credit => &mut self.credits,
        };
        place.0 = place.0.saturating_add(amount.0);
        self.tax.0 = self.tax.0.saturating_add(tax.0);
        self.total.0 = self.total.0.saturating_add(amount.0).saturating_add(tax.0);
    }

    /// The sums of some lines; `None` beyond 64 bits.
    pub fn of(lines: &[SettlementLine]) -> Option<Self> {
        use SettlementLineKind as K;
        let sum = |of: &[K]| {
            let of = lines.iter().filter(|line| of.contains(&line.kind));
            of.map(|line| i128::from(line.amount.0)).sum::<i128>()
        };
        let tax: i128 = lines.iter().map(|line| i128::from(line.tax.0)).sum();
        let money = |exact: i128| i64::try_from(exact).ok().map(Money);
        Some(Self {
            deliveries: money(sum(&[K::Delivery]))?,
            corrections: money(sum(&[K::LateDelivery, K::TakenBack]))?,
            deductions: money(sum(&[K::Deduction]))?,
            credits: money(sum(&[K::Credit]))?,
            tax: money(tax)?,
            total: money(sum(K::ALL) + tax)?,
        })
    }
}

/// What both businesses confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettlementText<'a> {
    /// The statement.
    pub settlement: SettlementId,
    /// The contract.
    pub contract: ContractId,
    /// The month, as `2026-10`.
    pub month: String,
    /// Who sold.
    pub supplier: PartyId,
    /// Who bought.
    pub buyer: PartyId,
    /// Its lines, in their order.
    pub lines: &'a [SettlementLine],
    /// Their sums.
    pub totals: Totals,
}

impl SettlementText<'_> {
    /// The one text.
    pub fn canonical(&self) -> CanonicalText {
        CanonicalText::of(&Purposed { purpose: "settlement", statement: self })
    }
}

/// A statement and what it is for, so that a yes to one is none to another.
#[derive(Serialize)]
struct Purposed<'a, T> {
    purpose: &'static str,
    statement: &'a T,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Id as _;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn line(kind: SettlementLineKind, amount: i64, tax: i64) -> SettlementLine {
        SettlementLine {
            kind,
            receipt_line: None,
            receipt: None,
            contract_line: None,
            source: None,
            corrects: None,
            commodity: None,
            form: None,
            day: NaiveDate::from_ymd_opt(2026, 10, 3).expect("a date"),
            quantity: None,
            unit: None,
            basis: None,
            price: None,
            amount: Money(amount),
            tax: Money(tax),
        }
    }

    #[test]
    fn tax_is_rounded_once_half_up() {
        assert_eq!(tax_of(Money(1_000), 1_100), Money(110));
        assert_eq!(tax_of(Money(5), 1_000), Money(1), "half a rupiah is one");
        assert_eq!(tax_of(Money(4), 1_000), Money(0));
        assert_eq!(tax_of(Money(1_000_000_000_000), 10_000), Money(1_000_000_000_000));
        assert_eq!(tax_of(Money(7), 0), Money(0));
    }

    #[test]
    fn sums_are_made_by_kind_and_refused_beyond_64_bits() {
        use SettlementLineKind as K;
        let lines = [
            line(K::Delivery, 100, 11),
            line(K::LateDelivery, 50, 0),
            line(K::TakenBack, -30, -3),
            line(K::Deduction, -7, 0),
            line(K::Credit, -20, 0),
        ];
        let totals = Totals::of(&lines).expect("they fit");
        assert_eq!((totals.deliveries, totals.corrections), (Money(100), Money(20)));
        assert_eq!((totals.deductions, totals.credits, totals.tax), (Money(-7), Money(-20), Money(8)));
        assert_eq!(totals.total, Money(101));
        let huge = [line(K::Delivery, i64::MAX, 0), line(K::Delivery, 1, 0)];
        assert_eq!(Totals::of(&huge), None);
        let back = [line(K::Delivery, i64::MAX, 0), line(K::TakenBack, -i64::MAX, 0)];
        assert_eq!(
            Totals::of(&back).map(|totals| totals.total),
            Some(Money(0)),
            "only the sums are held to them"
        );
    }

    #[test]
    fn another_line_is_another_text() {
        let one = [line(SettlementLineKind::Delivery, 100, 0)];
        let text = |lines: &[SettlementLine]| {
            let text = SettlementText {
                settlement: SettlementId::from_uuid(Uuid::from_u128(1)),
                contract: ContractId::from_uuid(Uuid::from_u128(2)),
                month: "2026-10".to_owned(),
                supplier: PartyId::from_uuid(Uuid::from_u128(3)),
                buyer: PartyId::from_uuid(Uuid::from_u128(4)),
                lines,
                totals: Totals::of(lines).expect("they fit"),
            };
            text.canonical()
        };
        assert!(text(&one).text.starts_with(r#"{"purpose":"settlement""#));
        assert_ne!(text(&one).hash, text(&[line(SettlementLineKind::Delivery, 100, 1)]).hash);
    }

    proptest! {
        #[test]
        fn what_is_taken_back_leaves_nothing(amount in 0_i64..1_000_000_000_000, bp in 0_i64..=10_000) {
            let taken = line(SettlementLineKind::Delivery, amount, tax_of(Money(amount), bp).0);
            let back = taken.clone().taken_back(SettlementId::from_uuid(Uuid::nil()), taken.day);
            prop_assert_eq!(Totals::of(&[taken, back]).expect("they fit").total, Money(0));
        }

        #[test]
        fn tax_is_within_half_a_rupiah_of_the_exact_share(amount in 0_i64..1_000_000_000_000, bp in 0_i64..=10_000) {
            let apart = i128::from(tax_of(Money(amount), bp).0) * 10_000 - i128::from(amount) * i128::from(bp);
            prop_assert!((-4_999..=5_000).contains(&apart));
        }
    }
}

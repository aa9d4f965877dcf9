//! The figures of settling: in how many days a buyer pays, and the tax on goods. Dated rows.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::shared::{Dated, DatedRule, PartyId, Period};

/// In how many days after both have confirmed a statement it is paid: what a dated row says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentTerm {
    /// The buyer; none for every buyer without a row of its own.
    pub buyer_party_id: Option<PartyId>,
    /// Days.
    pub due_days: i64,
}

impl PaymentTerm {
    /// The days a row may say: none, and no more than a year's.
    pub const DAYS: std::ops::RangeInclusive<i64> = 0..=365;
}

impl DatedRule for PaymentTerm {
    const TABLE: &'static str = "payment_term";

    fn key(&self) -> String {
        self.buyer_party_id.map_or_else(|| "any".to_owned(), |buyer| buyer.to_string())
    }
}

/// The value added tax on goods of suppliers that are registered for it: what a dated row says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VatRate {
    /// The commodity; none for every one without a row of its own.
    pub commodity_code: Option<String>,
    /// Basis points of the amount.
    pub basis_points: i64,
}

impl DatedRule for VatRate {
    const TABLE: &'static str = "vat_rate";

    fn key(&self) -> String {
        self.commodity_code.clone().unwrap_or_else(|| "any".to_owned())
    }
}

/// The day by which a statement is paid that counts from `day`; a row of the buyer goes before that of all. Without any it is due
/// at once.
pub fn due_date(rules: &[Dated<PaymentTerm>], buyer: PartyId, day: NaiveDate) -> NaiveDate {
    let of = |wanted: Option<PartyId>| {
        rules.iter().find(|row| row.rule.buyer_party_id == wanted && row.holds_on(day))
    };
    let days = of(Some(buyer)).or_else(|| of(None)).map_or(0, |row| row.rule.due_days);
    let later = TimeDelta::try_days(days).and_then(|days| day.checked_add_signed(days));
    later.unwrap_or(NaiveDate::MAX)
}

/// The tax on goods of a day, in basis points; a row of the commodity goes before that of all. Without any it is none.
pub fn vat_basis_points(rules: &[Dated<VatRate>], commodity: &str, day: NaiveDate) -> i64 {
    let of = |wanted: Option<&str>| {
        rules.iter().find(|row| row.rule.commodity_code.as_deref() == wanted && row.holds_on(day))
    };
    of(Some(commodity)).or_else(|| of(None)).map_or(0, |row| row.rule.basis_points)
}

const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2022, 1, 1).expect("the first of January exists");
const FIRST_OF_VAT: NaiveDate = NaiveDate::from_ymd_opt(2022, 4, 1).expect("the first of April exists");

fn since(from: NaiveDate) -> Period {
    Period { from, until: None }
}

/// The rows the platform starts with.
pub fn seed_payment_terms() -> Vec<Dated<PaymentTerm>> {
    vec![Dated {
        rule: PaymentTerm { buyer_party_id: None, due_days: 14 },
        in_force: since(FIRST_DAY),
        source: "Platform rule: a statement is paid 14 days after both have confirmed it".to_owned(),
    }]
}

/// Foods that are free of value added tax.
const FREE: [&str; 8] = ["rice", "eggs", "cattle", "goat", "chicken", "beef", "chilli", "tomato"];

/// The rows the platform starts with.
pub fn seed_vat_rates() -> Vec<Dated<VatRate>> {
    let from = since(FIRST_OF_VAT);
    let row = |commodity: Option<&str>, basis_points, source: &str| Dated {
        rule: VatRate { commodity_code: commodity.map(str::to_owned), basis_points },
        in_force: from,
        source: source.to_owned(),
    };
    let all = row(None, 1_100, "UU 7/2021 (11 %); since 2025 PMK 131/2024 (12 % of 11/12 of the price)");
    let free = FREE
        .iter()
        .map(|code| row(Some(code), 0, "UU 7/2021 art. 16B, PP 49/2022: staple food is free of it"));
    std::iter::once(all).chain(free).collect()
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
    fn a_statement_is_paid_in_fourteen_days_or_as_the_buyers_row_says() {
        let buyer = |number| PartyId::from_uuid(Uuid::from_u128(number));
        let mut rules = seed_payment_terms();
        assert_eq!(due_date(&rules, buyer(1), day("2026-11-30")), day("2026-12-14"));
        let own = PaymentTerm { buyer_party_id: Some(buyer(2)), due_days: 30 };
        rules.push(Dated { rule: own, in_force: since(day("2026-11-01")), source: "PKS".to_owned() });
        assert_eq!(due_date(&rules, buyer(2), day("2026-11-30")), day("2026-12-30"));
        assert_eq!(due_date(&rules, buyer(2), day("2026-10-31")), day("2026-11-14"), "not yet in force");
        assert_eq!(due_date(&rules, buyer(1), day("2026-11-30")), day("2026-12-14"));
        assert_eq!(due_date(&[], buyer(1), day("2026-11-30")), day("2026-11-30"));
    }

    #[test]
    fn staple_food_is_free_of_tax_and_other_goods_are_not() {
        let rules = seed_vat_rates();
        assert_eq!(vat_basis_points(&rules, "eggs", day("2026-11-30")), 0);
        assert_eq!(vat_basis_points(&rules, "banana_chips", day("2026-11-30")), 1_100);
        assert_eq!(vat_basis_points(&rules, "banana_chips", day("2022-03-31")), 0, "not yet in force");
    }
}

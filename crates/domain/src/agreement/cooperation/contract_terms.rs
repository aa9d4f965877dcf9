//! The terms of a contract, line by line, and their one canonical text.
//!
//! Owns: which lines make sense for a contract type, and the text whose SHA-256 both regions endorse
//! and both businesses sign. Refuses: quantities where none belong, measures and prices that do not
//! fit each other, a period outside the agreement's.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::say;
use crate::shared::{
    AgreementId, CommodityCode, Dimension, FormCode, Invalid, Money, PartyId, Period, PriceBasis, Quantity,
    Unit,
};

use crate::agreement::cooperation::agreement_terms::{
    AgreementTerms, Attached, CanonicalText, check_attachments, check_period, sort_papers, text_fits,
};
use crate::agreement::cooperation::contract::{ContractType, QuantityRule};

/// One line of a contract: a commodity in one form, at one price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractLineTerms {
    /// The commodity.
    pub commodity: CommodityCode,
    /// Its form, such as live or milled; quantities and balance are of it.
    pub form: FormCode,
    /// Other forms of the commodity it may be met in, each counted through the yield in force.
    pub also_forms: BTreeSet<FormCode>,
    /// The unit people order in.
    pub unit: Unit,
    /// The quantity committed, in `unit`; none where the type states none.
    pub quantity: Option<Quantity>,
    /// How much more than the quantity may be received, in basis points (hundredths of a percent).
    pub over_tolerance_bp: u16,
    /// How much less than the quantity still counts as fulfilled, in basis points.
    pub under_tolerance_bp: u16,
    /// Whole rupiah per basis.
    pub price: Money,
    /// What the price counts.
    pub price_basis: PriceBasis,
    /// The one measure that draws the line down; the other measure of the goods never limits.
    pub drawdown: Dimension,
    /// What people call it, as on the paper.
    pub description: Option<String>,
}

impl ContractLineTerms {
    /// Largest tolerance: 2,000 basis points, 20 %.
    pub const MAX_TOLERANCE_BP: u16 = 2000;

    /// Every field that cannot be accepted, with pointers below `at` such as `/lines/0`.
    pub fn validate(&self, rule: QuantityRule, at: &str) -> Vec<Invalid> {
        let mut invalid: Vec<Invalid> = self.invalid_quantity(rule, at).into_iter().collect();
        invalid.extend(self.invalid_forms(at));
        if self.over_tolerance_bp > Self::MAX_TOLERANCE_BP {
            invalid.push(Invalid::new(
                format!("{at}/over_tolerance_bp"),
                "out-of-range",
                "Toleransi kelebihan antara 0% dan 20% (2.000 basis poin).",
                "The over-tolerance lies between 0% and 20% (2,000 basis points).",
            ));
        }
        if self.under_tolerance_bp > Self::MAX_TOLERANCE_BP {
            invalid.push(Invalid::new(
                format!("{at}/under_tolerance_bp"),
                "out-of-range",
                "Toleransi kekurangan antara 0% dan 20% (2.000 basis poin).",
                "The under-tolerance lies between 0% and 20% (2,000 basis points).",
            ));
        }
        if !Money::PRICES.contains(&self.price.0) {
            invalid.push(Invalid::new(
                format!("{at}/price"),
                "out-of-range",
                "Isi harga dalam rupiah bulat, dari Rp 1 sampai Rp 1.000.000.000.000.",
                "Give a price in whole rupiah, from Rp 1 to Rp 1,000,000,000,000.",
            ));
        }
        if self.drawdown != self.unit.dimension() {
            let detail = say!(
                "Baris kontrak dalam {unit} berkurang menurut {measure}.",
                "A line in {unit} is drawn down by {measure}.",
                unit = self.unit,
                measure = self.unit.dimension(),
            );
            invalid.push(Invalid::says(format!("{at}/drawdown"), "drawdown", detail));
        }
        if !price_fits(self.unit.dimension(), self.price_basis) {
            let detail = say!(
                "Harga {basis} tidak cocok dengan satuan {unit}.",
                "A price {basis} does not fit goods counted in {unit}.",
                basis = self.price_basis,
                unit = self.unit,
            );
            invalid.push(Invalid::says(format!("{at}/price_basis"), "price-basis", detail));
        }
        invalid
    }

    fn invalid_quantity(&self, rule: QuantityRule, at: &str) -> Option<Invalid> {
        let (code, id, en) = match (rule, self.quantity) {
            (QuantityRule::Required, None) => (
                "required",
                "Jenis kontrak ini menyebut jumlah. Isi jumlahnya.",
                "This type of contract states a quantity. Give it.",
            ),
            (QuantityRule::Absent, Some(_)) => (
                "quantity-absent",
                "Jenis kontrak ini tidak menyebut jumlah. Hapus jumlahnya, atau pilih kuota tetap.",
                "This type of contract states no quantity. Remove it, or choose a fixed quota.",
            ),
            (QuantityRule::Required, Some(quantity)) if quantity.base() == 0 => {
                ("not-positive", "Jumlah harus lebih dari nol.", "The quantity must be above zero.")
            }
            (QuantityRule::Required, Some(quantity)) if quantity.unit() != self.unit => (
                "unlike-unit",
                "Tulis jumlah dalam satuan baris kontrak ini.",
                "Write the quantity in the unit of this line.",
            ),
            _ => return None,
        };
        Some(Invalid::new(format!("{at}/quantity"), code, id, en))
    }
}

/// Whether goods counted in a dimension may be paid by a basis.
///
/// The basis counts the same dimension, or the second measure that receipts of such goods carry: live
/// weight of animals contracted by head, net weight of goods contracted by piece.
const fn price_fits(dimension: Dimension, basis: PriceBasis) -> bool {
    match dimension {
        Dimension::Mass => matches!(basis, PriceBasis::PerKgNet | PriceBasis::PerKgLive),
        Dimension::Head => matches!(basis, PriceBasis::PerHead | PriceBasis::PerKgLive),
        Dimension::Piece => matches!(basis, PriceBasis::PerPiece | PriceBasis::PerKgNet),
        Dimension::Volume => matches!(basis, PriceBasis::PerLitre),
    }
}

/// Everything both regions endorse and both businesses sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractTerms {
    /// The agreement it hangs under.
    pub agreement: AgreementId,
    /// What it promises.
    pub contract_type: ContractType,
    /// Title, as on the paper.
    pub title: String,
    /// Sells.
    pub supplier: PartyId,
    /// Buys.
    pub buyer: PartyId,
    /// First and last day.
    pub period: Period,
    /// The lines, in their order on the paper.
    pub lines: Vec<ContractLineTerms>,
    /// The attached papers, in any order.
    pub attachments: Vec<Attached>,
    /// Its number; left out of texts that were settled before it was part of them.
    pub number: Option<String>,
}

impl ContractTerms {
    /// Most lines.
    pub const MAX_LINES: usize = 200;

    /// The one text; the order of attached files does not matter, that of the lines does.
    pub fn canonical(&self) -> CanonicalText {
        CanonicalText::of(&TermsText::of(self))
    }

    /// Every field that cannot be accepted, given the agreement's period.
    pub fn validate(&self, agreement_period: &Period) -> Vec<Invalid> {
        let mut invalid = Vec::new();
        if !text_fits(&self.title, AgreementTerms::MAX_TITLE) || self.title.trim().is_empty() {
            invalid.push(Invalid::new(
                "/title",
                "length",
                "Isi judul, paling panjang 300 karakter.",
                "Give a title of at most 300 characters.",
            ));
        }
        if self.supplier == self.buyer {
            invalid.push(Invalid::new(
                "/buyer_id",
                "same-party",
                "Pemasok dan pembeli harus dua pihak yang berbeda.",
                "Supplier and buyer must be two different parties.",
            ));
        }
        match check_period("/valid_until_date", &self.period) {
            Some(wrong) => invalid.push(wrong),
            None if !agreement_period.covers(&self.period) => invalid.push(Invalid::new(
                "/valid_from_date",
                "outside-agreement",
                "Jangka waktu kontrak harus berada di dalam jangka waktu kesepakatan kedua daerah.",
                "The contract's period must lie within that of the agreement of the two regions.",
            )),
            None => {}
        }
        invalid.extend(self.invalid_lines());
        invalid.extend(check_attachments(&self.attachments));
        invalid
    }

    fn invalid_lines(&self) -> Vec<Invalid> {
        let Some(rule) = self.contract_type.quantity_rule() else {
            return vec![Invalid::new(
                "/type",
                "contract-type-not-offered",
                "Jenis kontrak ini belum tersedia. Pilih kuota tetap, harga saja, pembeli siaga, atau uji coba.",
                "This type of contract is not offered yet. Choose a fixed quota, price only, a standby buyer or a trial.",
            )];
        };
        if !(1..=Self::MAX_LINES).contains(&self.lines.len()) {
            return vec![Invalid::new(
                "/lines",
                "item-count",
                "Kontrak memuat 1 sampai 200 baris.",
                "A contract has 1 to 200 lines.",
            )];
        }
        let lines = self.lines.iter().enumerate();
        lines.flat_map(|(index, line)| line.validate(rule, &format!("/lines/{index}"))).collect()
    }
}

/// How the terms stand in the canonical text: quantities as exact decimals in text, as on the wire.
#[derive(Serialize)]
struct TermsText<'a> {
    agreement: AgreementId,
    contract_type: ContractType,
    title: &'a str,
    supplier: PartyId,
    buyer: PartyId,
    period: &'a Period,
    lines: Vec<LineText<'a>>,
    attachments: Vec<Attached>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
}

#[derive(Serialize)]
struct LineText<'a> {
    commodity: &'a CommodityCode,
    form: &'a FormCode,
    /// Left out where there are none: texts from before it was in use keep their hash.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    also_forms: &'a BTreeSet<FormCode>,
    unit: Unit,
    quantity: Option<String>,
    over_tolerance_bp: u16,
    /// Left out at 0: texts from before it was in use keep their hash.
    #[serde(skip_serializing_if = "is_zero")]
    under_tolerance_bp: u16,
    price: String,
    price_basis: PriceBasis,
    drawdown: Dimension,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
}

// The serializer hands a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_zero(figure: &u16) -> bool {
    *figure == 0
}

impl<'a> TermsText<'a> {
    fn of(terms: &'a ContractTerms) -> Self {
        let mut attachments = terms.attachments.clone();
        sort_papers(&mut attachments);
        let line = |line: &'a ContractLineTerms| LineText {
            commodity: &line.commodity,
            form: &line.form,
            also_forms: &line.also_forms,
            unit: line.unit,
            quantity: line.quantity.map(|quantity| quantity.to_string()),
            over_tolerance_bp: line.over_tolerance_bp,
            under_tolerance_bp: line.under_tolerance_bp,
            price: format!("{} IDR", line.price.0),
            price_basis: line.price_basis,
            drawdown: line.drawdown,
            description: line.description.as_deref(),
        };
        Self {
            agreement: terms.agreement,
            contract_type: terms.contract_type,
            title: &terms.title,
            supplier: terms.supplier,
            buyer: terms.buyer,
            period: &terms.period,
            lines: terms.lines.iter().map(line).collect(),
            attachments,
            number: terms.number.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Id as _;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn eggs(quantity: Option<&str>) -> ContractLineTerms {
        ContractLineTerms {
            commodity: "eggs".parse().expect("a code"),
            form: "fresh".parse().expect("a code"),
            also_forms: BTreeSet::new(),
            unit: Unit::Kgm,
            quantity: quantity.map(|value| Quantity::parse(value, Unit::Kgm).expect("a quantity")),
            over_tolerance_bp: 500,
            under_tolerance_bp: 0,
            price: Money(22_500),
            price_basis: PriceBasis::PerKgNet,
            drawdown: Dimension::Mass,
            description: None,
        }
    }

    fn contract(contract_type: ContractType, line: ContractLineTerms) -> ContractTerms {
        ContractTerms {
            agreement: AgreementId::from_uuid(Uuid::from_u128(1)),
            contract_type,
            title: "Telur KUJ untuk Dharma Jaya".to_owned(),
            supplier: PartyId::from_uuid(Uuid::from_u128(2)),
            buyer: PartyId::from_uuid(Uuid::from_u128(3)),
            period: year(2022),
            lines: vec![line],
            attachments: vec![],
            number: None,
        }
    }

    fn year(year: i32) -> Period {
        let day = |month, day| chrono::NaiveDate::from_ymd_opt(year, month, day).expect("a date");
        Period { from: day(1, 1), until: Some(day(12, 31)) }
    }

    fn codes(terms: &ContractTerms, agreement: &Period) -> Vec<&'static str> {
        terms.validate(agreement).into_iter().map(|invalid| invalid.code).collect()
    }

    #[test]
    fn quantity_follows_the_type() {
        use ContractType as T;
        for kind in [T::FixedQuota, T::Trial] {
            assert!(codes(&contract(kind, eggs(Some("9000"))), &year(2022)).is_empty());
            assert_eq!(codes(&contract(kind, eggs(None)), &year(2022)), ["required"]);
            assert_eq!(codes(&contract(kind, eggs(Some("0"))), &year(2022)), ["not-positive"]);
        }
        for kind in [T::PriceOnly, T::StandbyBuyer] {
            assert!(codes(&contract(kind, eggs(None)), &year(2022)).is_empty());
            assert_eq!(codes(&contract(kind, eggs(Some("9000"))), &year(2022)), ["quantity-absent"]);
        }
        let offered: Vec<_> = T::ALL.iter().copied().filter(|kind| kind.offered()).collect();
        assert_eq!(offered, [T::FixedQuota, T::StandbyBuyer, T::PriceOnly, T::Trial]);
        for kind in T::ALL.iter().filter(|kind| !kind.offered()) {
            assert_eq!(codes(&contract(*kind, eggs(None)), &year(2022)), ["contract-type-not-offered"]);
        }
    }

    #[test]
    fn a_fifth_more_may_be_agreed_on_and_no_more() {
        let with = |over_tolerance_bp| {
            let line = ContractLineTerms { over_tolerance_bp, ..eggs(Some("9000")) };
            codes(&contract(ContractType::FixedQuota, line), &year(2022))
        };
        assert!(with(2000).is_empty());
        assert_eq!(with(2001), ["out-of-range"]);
    }

    #[test]
    fn every_wrong_field_is_named() {
        let mut line = eggs(Some("9000"));
        line.unit = Unit::Tne;
        line.over_tolerance_bp = 2001;
        line.price = Money(0);
        line.price_basis = PriceBasis::PerHead;
        line.drawdown = Dimension::Head;
        let mut terms = contract(ContractType::FixedQuota, line);
        terms.title.clear();
        terms.buyer = terms.supplier;
        let pointers: Vec<_> = terms.validate(&year(2023)).into_iter().map(|i| i.pointer).collect();
        assert_eq!(
            pointers,
            [
                "/title",
                "/buyer_id",
                "/valid_from_date",
                "/lines/0/quantity",
                "/lines/0/over_tolerance_bp",
                "/lines/0/price",
                "/lines/0/drawdown",
                "/lines/0/price_basis",
            ]
        );
    }

    #[test]
    fn cattle_by_head_may_be_paid_by_live_weight() {
        let mut line = eggs(None);
        line.unit = Unit::Hea;
        line.quantity = Quantity::parse("30", Unit::Hea).ok();
        line.drawdown = Dimension::Head;
        line.price_basis = PriceBasis::PerKgLive;
        assert!(codes(&contract(ContractType::FixedQuota, line.clone()), &year(2022)).is_empty());
        line.price_basis = PriceBasis::PerLitre;
        assert_eq!(codes(&contract(ContractType::FixedQuota, line), &year(2022)), ["price-basis"]);
    }

    #[test]
    fn the_period_lies_within_the_agreements() {
        let open = Period { until: None, ..year(2022) };
        let mut terms = contract(ContractType::PriceOnly, eggs(None));
        assert!(codes(&terms, &open).is_empty());
        terms.period.until = None;
        assert_eq!(codes(&terms, &year(2022)), ["outside-agreement"]);
        terms.period.until = terms.period.from.pred_opt();
        assert_eq!(codes(&terms, &year(2022)), ["period"]);
    }

    #[test]
    fn the_canonical_text_is_pinned() {
        let text = contract(ContractType::FixedQuota, eggs(Some("9000"))).canonical().text;
        let expected = concat!(
            r#"{"agreement":"agr_00000000000000000000000000000001","attachments":[],"buyer":"pty_00000000000000000000000000000003","#,
            r#""contract_type":"fixed_quota","lines":[{"commodity":"eggs","drawdown":"mass","form":"fresh","#,
            r#""over_tolerance_bp":500,"price":"22500 IDR","price_basis":"per_kg_net","quantity":"9000 KGM","unit":"KGM"}],"#,
            r#""period":{"from":"2022-01-01","until":"2022-12-31"},"supplier":"pty_00000000000000000000000000000002","#,
            r#""title":"Telur KUJ untuk Dharma Jaya"}"#,
        );
        assert_eq!(text, expected);
    }

    proptest! {
        #[test]
        fn different_prices_and_quantities_never_share_a_hash(
            one in (1_i64.., 0..Quantity::MAX_BASE), two in (1_i64.., 0..Quantity::MAX_BASE)
        ) {
            let hash = |(price, base): (i64, i64)| {
                let mut line = eggs(None);
                line.price = Money(price);
                line.quantity = Quantity::from_base(base, Unit::Kgm).ok();
                contract(ContractType::FixedQuota, line).canonical().hash
            };
            prop_assert_eq!(hash(one) == hash(two), one == two);
        }
    }
}

//! The terms of a contract, line by line, and their one canonical text.
//!
//! Owns: which lines make sense for a contract type, and the text whose SHA-256 both regions endorse
//! and both businesses sign. Refuses: quantities where none belong, measures and prices that do not
//! fit each other, a period outside the agreement's.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use crate::say;
use crate::shared::{
    AgreementId, CanonicalText, CommitmentId, CommodityCode, Dimension, FormCode, Invalid, Money, PartyId,
    Period, PriceBasis, PriceRule, Quantity, SeasonId, Unit,
};

use crate::agreement::cooperation::agreement_terms::{
    AgreementTerms, Attached, check_attachments, check_period, sort_papers, text_fits,
};
use crate::agreement::cooperation::contract::{ContractType, QuantityRule};
use crate::agreement::cooperation::contract_types::{Festival, LineSource, check_festival};
use crate::agreement::cooperation::value_limit::{invalid_value, uncountable};

/// One line of a contract: a commodity in one form, at one price or by one rule.
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
    /// How the price is found, in whole rupiah per basis.
    pub price: PriceRule,
    /// What the price counts.
    pub price_basis: PriceBasis,
    /// The one measure that draws the line down; the other measure of the goods never limits.
    pub drawdown: Dimension,
    /// What people call it, as on the paper.
    pub description: Option<String>,
    /// Where its goods come from, where the type says so.
    pub source: LineSource,
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
        invalid.extend(self.price.validate(self.price_basis, at));
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
pub(super) const fn price_fits(dimension: Dimension, basis: PriceBasis) -> bool {
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
    /// The largest amount it may reach; none where lines state quantities, and of contracts from before it was stated.
    pub value_limit: Option<Money>,
    /// The lines, in their order on the paper.
    pub lines: Vec<ContractLineTerms>,
    /// The attached papers, in any order.
    pub attachments: Vec<Attached>,
    /// Its number; left out of texts that were settled before it was part of them.
    pub number: Option<String>,
    /// The day by which a trial is evaluated; none for other types, and for trials that were settled before it was part of them.
    pub evaluation_due: Option<NaiveDate>,
    /// The festival of a hold.
    pub festival: Option<Festival>,
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
        invalid.extend(invalid_value(self));
        invalid.extend(self.invalid_evaluation());
        let units = self.lines.iter().map(|line| line.unit);
        invalid.extend(check_festival(self.contract_type, self.festival.as_ref(), units, &self.period));
        invalid.extend(self.invalid_lines());
        invalid.extend(check_attachments(&self.attachments));
        invalid
    }

    fn invalid_lines(&self) -> Vec<Invalid> {
        if !(1..=Self::MAX_LINES).contains(&self.lines.len()) {
            return vec![Invalid::new(
                "/lines",
                "item-count",
                "Kontrak memuat 1 sampai 200 baris.",
                "A contract has 1 to 200 lines.",
            )];
        }
        let rule = self.contract_type.quantity_rule();
        let judged = |(index, line): (usize, &ContractLineTerms)| {
            let at = format!("/lines/{index}");
            let mut found = line.validate(rule, &at);
            found.extend(line.source.validate(self.contract_type, &at));
            found.extend(self.value_limit.and_then(|_| uncountable(line, &at)));
            found
        };
        self.lines.iter().enumerate().flat_map(judged).collect()
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
    /// Left out where there is none: texts from before it was stated keep their hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    value_limit: Option<String>,
    lines: Vec<LineText<'a>>,
    attachments: Vec<Attached>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evaluation_due: Option<NaiveDate>,
    /// Left out where there is none, like what else a line says of its source: texts of before keep their hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    festival: Option<&'a Festival>,
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
    /// Of a fixed price; texts from before there were others keep their hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<String>,
    price_basis: PriceBasis,
    /// Of any other.
    #[serde(skip_serializing_if = "Option::is_none")]
    price_rule: Option<&'a PriceRule>,
    drawdown: Dimension,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commitment: Option<CommitmentId>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    seasons: &'a [SeasonId],
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
            price: line.price.fixed_price().map(|price| format!("{} IDR", price.0)),
            price_basis: line.price_basis,
            price_rule: line.price.fixed_price().is_none().then_some(&line.price),
            drawdown: line.drawdown,
            description: line.description.as_deref(),
            commitment: line.source.commitment,
            seasons: &line.source.seasons,
        };
        Self {
            agreement: terms.agreement,
            contract_type: terms.contract_type,
            title: &terms.title,
            supplier: terms.supplier,
            buyer: terms.buyer,
            period: &terms.period,
            value_limit: terms.value_limit.map(|limit| format!("{} IDR", limit.0)),
            lines: terms.lines.iter().map(line).collect(),
            attachments,
            number: terms.number.as_deref(),
            evaluation_due: terms.evaluation_due,
            festival: terms.festival.as_ref(),
        }
    }
}

#[cfg(test)]
pub(super) mod tests;

//! A price that a delivery met, and why, on the wire.

use chrono::NaiveDate;
use domain::shared::{
    Dimension, Money, PriceBasis, PriceFound, PriceLevel, PriceLimit, PriceReason, PriceRuleKind,
    ReferenceBound, ReferencePriceId, VariantId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{WireBilingual, WireMoney};

/// The weight class that a delivery met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WeightClassMetView {
    /// The least weight in it, in grams.
    #[schema(example = 300_000)]
    pub from_grams: i64,
    /// The weight below which it ends, in grams; null where it has no end.
    #[schema(example = 350_000)]
    pub below_grams: Option<i64>,
    /// What was accepted, in grams.
    #[schema(example = 9_000_500)]
    pub accepted_grams: i64,
    /// How many were accepted.
    #[schema(example = 28)]
    pub accepted_count: i64,
    /// What was counted: heads or pieces.
    pub counted: Dimension,
}

/// The reference price that counted, as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReferenceMetView {
    /// Its row, at `/v1/reference-prices/{id}` of the catalog.
    pub reference_price_id: ReferencePriceId,
    /// Where on the way from the field to the table it is paid.
    pub level: PriceLevel,
    /// Its lowest; null for a ceiling.
    pub low: Option<WireMoney>,
    /// Its highest; null for a floor.
    pub high: Option<WireMoney>,
    /// Which of the two counted.
    pub bound: ReferenceBound,
    /// The regulation, or who measured it.
    #[schema(example = "Peraturan Badan Pangan Nasional 6/2024")]
    pub legal_basis: String,
}

/// Why a price is what it is: what its rule met. Fields of other rules are null.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PriceExplanationView {
    /// Which rule found it.
    pub rule: PriceRuleKind,
    /// The day it was found for: that of the receipt.
    #[schema(example = "2026-11-22")]
    pub day: NaiveDate,
    /// It in a sentence.
    pub text: WireBilingual,
    /// The class that the average weight lies in.
    pub weight_class: Option<WeightClassMetView>,
    /// The grade.
    #[schema(example = json!(null))]
    pub grade: Option<String>,
    /// The product variant.
    pub variant_id: Option<VariantId>,
    /// The reference price in force.
    pub reference: Option<ReferenceMetView>,
    /// What was added to it; negative where it was taken off.
    pub margin: Option<WireMoney>,
    /// Which bound of the contract held the price; null where neither did.
    pub limit: Option<PriceLimit>,
}

/// A price that a delivery met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PriceFoundView {
    /// Rupiah per basis.
    #[schema(example = 56_000)]
    pub amount: i64,
    /// Always `IDR` (ISO 4217).
    #[schema(example = "IDR", pattern = "^IDR$")]
    pub currency: String,
    /// What it counts.
    pub basis: PriceBasis,
    /// Why it is that.
    pub explanation: PriceExplanationView,
}

impl From<&PriceFound> for PriceFoundView {
    fn from(found: &PriceFound) -> Self {
        let WireMoney { amount, currency } = found.price_rupiah.into();
        Self { amount, currency, basis: found.basis, explanation: found.into() }
    }
}

impl From<&PriceFound> for PriceExplanationView {
    fn from(found: &PriceFound) -> Self {
        let mut view = Self {
            rule: PriceRuleKind::Fixed,
            day: found.day,
            text: found.said().into(),
            weight_class: None,
            grade: None,
            variant_id: None,
            reference: None,
            margin: None,
            limit: None,
        };
        match &found.reason {
            PriceReason::Fixed => {}
            PriceReason::ByWeightClass { class, weighed } => {
                view.rule = PriceRuleKind::ByWeightClass;
                view.weight_class = Some(WeightClassMetView {
                    from_grams: class.from_grams,
                    below_grams: class.below_grams,
                    accepted_grams: weighed.grams,
                    accepted_count: weighed.count,
                    counted: weighed.counted,
                });
            }
            PriceReason::ByGrade { grade } => {
                (view.rule, view.grade) = (PriceRuleKind::ByGrade, Some(grade.to_string()));
            }
            PriceReason::ByVariant { variant_id } => {
                (view.rule, view.variant_id) = (PriceRuleKind::ByVariant, Some(*variant_id));
            }
            PriceReason::ReferencePlusMargin { reference, margin_rupiah, limit } => {
                view.rule = PriceRuleKind::ReferencePlusMargin;
                view.reference = Some(ReferenceMetView {
                    reference_price_id: reference.id,
                    level: reference.level,
                    low: reference.low_rupiah.map(Into::into),
                    high: reference.high_rupiah.map(Into::into),
                    bound: reference.bound,
                    legal_basis: reference.legal_basis.clone(),
                });
                view.margin = Some(Money(*margin_rupiah).into());
                view.limit = *limit;
            }
        }
        view
    }
}

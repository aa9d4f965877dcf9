//! Which price a delivery meets, and why: what a receipt keeps of it.

use std::borrow::Borrow;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{LinePrice, PriceLimit, PriceRule, ReferenceBound, ReferenceRule, WeightClass, margin};
use crate::shared::{
    Bilingual, Dated, Dimension, GradeCode, Money, Price, PriceBasis, PriceLevel, Priced, Ratio,
    ReferencePrice, ReferencePriceId, Unmet, VariantId, reference_for,
};
use crate::{say, words};

/// A reference price with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownReference {
    /// Its id in the catalog.
    pub id: ReferencePriceId,
    /// What it says, and when.
    pub row: Dated<ReferencePrice>,
}

impl Borrow<Dated<ReferencePrice>> for KnownReference {
    fn borrow(&self) -> &Dated<ReferencePrice> {
        &self.row
    }
}

/// What was accepted, weighed and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighed {
    /// Grams accepted.
    pub grams: i64,
    /// Heads or pieces accepted.
    pub count: i64,
    /// Which of the two were counted.
    pub counted: Dimension,
}

/// What is priced, as it was delivered.
#[derive(Debug, Clone, Copy)]
pub struct PricedGoods<'a> {
    /// The commodity.
    pub commodity: &'a str,
    /// The form of its contract line: prices are of that one.
    pub form: &'a str,
    /// What the form that was ordered counts as in it.
    pub counts: Ratio,
    /// The grade in which it was accepted.
    pub grade: Option<&'a GradeCode>,
    /// The product variant that was ordered.
    pub variant: Option<VariantId>,
    /// What was accepted, where it was weighed and counted.
    pub weighed: Option<Weighed>,
    /// The day of the receipt in Jakarta.
    pub day: NaiveDate,
}

/// The reference price that counted, as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceMet {
    /// Its id in the catalog.
    pub id: ReferencePriceId,
    /// Where on the way from the field to the table it is paid.
    pub level: PriceLevel,
    /// Its lowest, in rupiah.
    pub low_rupiah: Option<Money>,
    /// Its highest, in rupiah.
    pub high_rupiah: Option<Money>,
    /// Which of the two counted.
    pub bound: ReferenceBound,
    /// The regulation, or who measured it.
    pub legal_basis: String,
}

impl ReferenceMet {
    /// The figure that counted.
    fn counts(&self) -> Option<Money> {
        match self.bound {
            ReferenceBound::Low => self.low_rupiah,
            ReferenceBound::High => self.high_rupiah,
        }
    }
}

/// Why a price is what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum PriceReason {
    /// It is the same for everything.
    Fixed,
    /// The average weight lies in a class.
    ByWeightClass {
        /// The class.
        class: WeightClass,
        /// What was weighed and counted.
        weighed: Weighed,
    },
    /// It was accepted in a grade.
    ByGrade {
        /// The grade.
        grade: GradeCode,
    },
    /// A product variant was ordered.
    ByVariant {
        /// The variant.
        variant_id: VariantId,
    },
    /// A reference price was in force.
    ReferencePlusMargin {
        /// It.
        reference: ReferenceMet,
        /// What the contract adds to it, in rupiah.
        margin_rupiah: i64,
        /// Which of the contract's bounds held it; none where neither did.
        limit: Option<PriceLimit>,
    },
}

/// A price that a delivery met, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceFound {
    /// Rupiah per basis.
    pub price_rupiah: Money,
    /// What it counts.
    pub basis: PriceBasis,
    /// The day it was found for.
    pub day: NaiveDate,
    /// Why it is that.
    pub reason: PriceReason,
}

/// Why a rule gives no price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPrice {
    /// Not both weighed and counted.
    NotWeighed,
    /// The average weight lies in no class.
    OutsideClasses(Weighed),
    /// No grade is named.
    NoGrade,
    /// The grade has no price.
    GradeWithout(GradeCode),
    /// No product variant is named.
    NoVariant,
    /// The product variant has no price.
    VariantWithout(VariantId),
    /// No reference price with the figure that counts is in force.
    NoReference,
    /// Reference price and margin leave nothing, or more than a price can be, in rupiah.
    NotAPrice(i128),
}

impl PriceFound {
    /// It as a price.
    pub const fn price(&self) -> Price {
        Price { money: self.price_rupiah, basis: self.basis }
    }

    /// Why it is that, in a sentence.
    pub fn said(&self) -> Bilingual {
        match &self.reason {
            PriceReason::Fixed => {
                Bilingual::new("Harga tetap menurut kontrak.", "The fixed price of the contract.")
            }
            PriceReason::ByWeightClass { class, weighed } => say!(
                "{weight} dari {count}: rata-ratanya masuk kelas {class}.",
                "{weight} of {count}: their average lies in the class {class}.",
                weight = words::amount(weighed.grams, Dimension::Mass.plain_unit()),
                count = words::amount(weighed.count, weighed.counted.plain_unit()),
                class = class.name(),
            ),
            PriceReason::ByGrade { grade } => say!(
                "Harga untuk mutu {grade}.",
                "The price of the grade {grade}.",
                grade = Bilingual::same(grade.as_str()),
            ),
            PriceReason::ByVariant { .. } => Bilingual::new(
                "Harga untuk varian produk yang dipesan.",
                "The price of the product variant that was ordered.",
            ),
            PriceReason::ReferencePlusMargin { reference, margin_rupiah, limit } => {
                let figure = reference.counts().map_or_else(words::none, Bilingual::from);
                let held = match limit {
                    None => Bilingual::same(""),
                    Some(limit) => say!(
                        ", dibatasi {limit} menurut kontrak",
                        ", held by the contract's {limit}",
                        limit = *limit,
                    ),
                };
                say!(
                    "Harga acuan {bound} {figure} ({level}) pada {day} ({basis}){margin}{held}.",
                    "The {bound} reference price of {figure} ({level}) on {day} ({basis}){margin}{held}.",
                    bound = reference.bound,
                    figure = figure,
                    level = reference.level,
                    day = self.day,
                    basis = Bilingual::same(reference.legal_basis.as_str()),
                    margin = margin(*margin_rupiah),
                    held = held,
                )
            }
        }
    }
}

impl LinePrice {
    /// The price that goods meet, and why.
    ///
    /// # Errors
    /// [`NoPrice`]: what the rule asks for is not there, or has no price.
    pub fn find(
        &self,
        goods: &PricedGoods<'_>,
        references: &[KnownReference],
    ) -> Result<PriceFound, NoPrice> {
        let (price_rupiah, reason) = match &self.rule {
            PriceRule::Fixed { price_rupiah } => (*price_rupiah, PriceReason::Fixed),
            PriceRule::ByWeightClass { classes } => {
                let weighed = goods.weighed.filter(|one| one.count > 0).ok_or(NoPrice::NotWeighed)?;
                let class = classes.iter().find(|class| class.holds(weighed));
                let class = *class.ok_or(NoPrice::OutsideClasses(weighed))?;
                (class.price_rupiah, PriceReason::ByWeightClass { class, weighed })
            }
            PriceRule::ByGrade { grades } => {
                let grade = goods.grade.ok_or(NoPrice::NoGrade)?;
                let found = grades.iter().find(|one| one.grade == *grade);
                let found = found.ok_or_else(|| NoPrice::GradeWithout(grade.clone()))?;
                (found.price_rupiah, PriceReason::ByGrade { grade: grade.clone() })
            }
            PriceRule::ByVariant { variants } => {
                let variant_id = goods.variant.ok_or(NoPrice::NoVariant)?;
                let found = variants.iter().find(|one| one.variant_id == variant_id);
                let found = found.ok_or(NoPrice::VariantWithout(variant_id))?;
                (found.price_rupiah, PriceReason::ByVariant { variant_id })
            }
            PriceRule::ReferencePlusMargin(rule) => rule.find(self.basis, goods, references)?,
        };
        Ok(PriceFound { price_rupiah, basis: self.basis, day: goods.day, reason })
    }
}

impl PriceRule {
    /// Whether what an order names of its goods has a price: a variant where prices go by variants, a grade among those agreed
    /// on, where one is named.
    ///
    /// # Errors
    /// [`NoPrice::NoVariant`], [`NoPrice::VariantWithout`], [`NoPrice::GradeWithout`].
    pub fn check_ordered(
        &self,
        variant: Option<VariantId>,
        grade: Option<&GradeCode>,
    ) -> Result<(), NoPrice> {
        if let Self::ByVariant { variants } = self {
            let named = variant.ok_or(NoPrice::NoVariant)?;
            if !variants.iter().any(|one| one.variant_id == named) {
                return Err(NoPrice::VariantWithout(named));
            }
        }
        let unpriced = grade.filter(|grade| !self.grades().iter().any(|one| one.grade == **grade));
        unpriced.map_or(Ok(()), |grade| Err(NoPrice::GradeWithout(grade.clone())))
    }
}

impl ReferenceRule {
    /// The reference price that counts for goods on a day: the narrowest row in force of what the rule names.
    ///
    /// # Errors
    /// [`NoPrice::NoReference`].
    pub fn reference(
        &self,
        basis: PriceBasis,
        (commodity, form): (&str, &str),
        day: NaiveDate,
        references: &[KnownReference],
    ) -> Result<ReferenceMet, NoPrice> {
        let KnownReference { id, row } = reference_for(references, &self.asks(basis, (commodity, form)), day)
            .ok_or(NoPrice::NoReference)?;
        let met = ReferenceMet {
            id: *id,
            level: row.rule.level,
            low_rupiah: row.rule.low_rupiah.map(Money),
            high_rupiah: row.rule.high_rupiah.map(Money),
            bound: self.bound,
            legal_basis: row.source.clone(),
        };
        if met.counts().is_some() { Ok(met) } else { Err(NoPrice::NoReference) }
    }

    fn find(
        &self,
        basis: PriceBasis,
        goods: &PricedGoods<'_>,
        references: &[KnownReference],
    ) -> Result<(Money, PriceReason), NoPrice> {
        let reference = self.reference(basis, (goods.commodity, goods.form), goods.day, references)?;
        let (price, limit) = self.on(reference.counts().ok_or(NoPrice::NoReference)?)?;
        let margin_rupiah = self.margin_rupiah;
        Ok((price, PriceReason::ReferencePlusMargin { reference, margin_rupiah, limit }))
    }

    /// The row that it names, of goods whose price counts something.
    fn asks<'a>(&'a self, basis: PriceBasis, (commodity, form): (&'a str, &'a str)) -> Priced<'a> {
        Priced {
            commodity,
            form,
            grade: self.grade.as_ref().map(GradeCode::as_str),
            region: self.region_code.as_ref(),
            level: Some(self.level),
            basis,
        }
    }

    /// What goods cost by it on a day, with the row that it follows; none where none is in force, or no price is left.
    pub fn price_on<'r>(
        &self,
        basis: PriceBasis,
        goods: (&str, &str),
        day: NaiveDate,
        rows: &'r [Dated<ReferencePrice>],
    ) -> Option<(Money, &'r Dated<ReferencePrice>)> {
        let row = reference_for(rows, &self.asks(basis, goods), day)?;
        let figure = match self.bound {
            ReferenceBound::Low => row.rule.low_rupiah,
            ReferenceBound::High => row.rule.high_rupiah,
        };
        Some((self.on(Money(figure?)).ok()?.0, row))
    }

    /// The price that a figure makes, and which of the contract's bounds held it.
    fn on(&self, figure: Money) -> Result<(Money, Option<PriceLimit>), NoPrice> {
        let sum = i128::from(figure.0) + i128::from(self.margin_rupiah);
        let below = self.floor_rupiah.filter(|floor| sum < i128::from(floor.0));
        let above = self.ceiling_rupiah.filter(|ceiling| sum > i128::from(ceiling.0));
        let (price, limit) = match (below, above) {
            (Some(floor), _) => (i128::from(floor.0), Some(PriceLimit::Floor)),
            (None, Some(ceiling)) => (i128::from(ceiling.0), Some(PriceLimit::Ceiling)),
            (None, None) => (sum, None),
        };
        let price = i64::try_from(price).ok().filter(|price| Money::PRICES.contains(price));
        Ok((Money(price.ok_or(NoPrice::NotAPrice(sum))?), limit))
    }
}

impl NoPrice {
    /// It as a rule that is not met by `subject`: what was found, what the price rule asks for, and how to mend it.
    pub fn unmet(&self, rule: &PriceRule, subject: &str) -> Unmet {
        let name = match self {
            Self::NotWeighed => "weighed_and_counted",
            Self::OutsideClasses(_) => "weight_class_agreed",
            Self::NoGrade | Self::GradeWithout(_) => "grade_agreed",
            Self::NoVariant | Self::VariantWithout(_) => "variant_agreed",
            Self::NoReference => "reference_price_in_force",
            Self::NotAPrice(_) => "price_above_zero",
        };
        let (found, required, fix) = self.said(rule);
        Unmet::new(name, subject, found, required, fix)
    }

    fn said(&self, rule: &PriceRule) -> (Bilingual, Bilingual, Bilingual) {
        match self {
            Self::NotWeighed => (
                words::none(),
                Bilingual::new("berat dan jumlah ekor atau butir", "weight and number of heads or pieces"),
                Bilingual::new(
                    "Harga baris ini menurut berat rata-rata: timbang barang yang diterima dan hitung ekor atau butirnya.",
                    "The price of this line goes by average weight: weigh what is accepted and count its heads or pieces.",
                ),
            ),
            Self::OutsideClasses(weighed) => (
                say!(
                    "{weight} dari {count}",
                    "{weight} of {count}",
                    weight = words::amount(weighed.grams, Dimension::Mass.plain_unit()),
                    count = words::amount(weighed.count, weighed.counted.plain_unit()),
                ),
                classes(rule),
                say!(
                    "Berat rata-rata barang ini di luar kelas yang disepakati: {classes}. Periksa timbangan dan hitungannya; tolak \
                     atau tahan barang yang tidak disepakati.",
                    "The average weight of these goods lies outside the classes agreed on: {classes}. Check scale and count; reject \
                     or hold goods that were not agreed on.",
                    classes = classes(rule),
                ),
            ),
            Self::GradeWithout(grade) if rule.grades().is_empty() => (
                Bilingual::same(grade.as_str()),
                words::none(),
                Bilingual::new(
                    "Harga baris kontrak ini tidak menurut mutu; hapus `grade`.",
                    "The price of this contract line does not go by grade; leave `grade` out.",
                ),
            ),
            Self::NoGrade | Self::GradeWithout(_) => (
                match self {
                    Self::GradeWithout(grade) => Bilingual::same(grade.as_str()),
                    _ => words::none(),
                },
                grades(rule),
                say!(
                    "Isi `grade` baris ini dengan mutu yang disepakati: {grades}.",
                    "Give as `grade` of this line one that was agreed on: {grades}.",
                    grades = grades(rule),
                ),
            ),
            Self::NoVariant | Self::VariantWithout(_) => (
                match self {
                    Self::VariantWithout(variant) => Bilingual::same(variant.to_string()),
                    _ => words::none(),
                },
                rule.goods().unwrap_or_else(words::none),
                Bilingual::new(
                    "Pesan salah satu varian produk yang harganya disepakati dalam kontrak.",
                    "Order one of the product variants whose price the contract names.",
                ),
            ),
            Self::NoReference => (
                words::none(),
                Bilingual::new("harga acuan yang berlaku", "a reference price in force"),
                Bilingual::new(
                    "Mintalah administrator platform menambahkan harga acuan untuk komoditas, bentuk, tingkat, dan hari ini \
                     (`/v1/reference-prices`), atau sepakati aturan harga yang lain.",
                    "Ask the platform's administrator to add the reference price of this commodity, form, level and day \
                     (`/v1/reference-prices`), or agree on another price rule.",
                ),
            ),
            Self::NotAPrice(sum) => (
                words::count(*sum),
                Bilingual::new("harga di atas nol", "a price above zero"),
                Bilingual::new(
                    "Harga acuan dengan selisih yang disepakati tidak menghasilkan harga; sepakati selisih atau harga terendah \
                     yang lain.",
                    "The reference price with the margin agreed on makes no price; agree on another margin or a lowest price.",
                ),
            ),
        }
    }
}

fn classes(rule: &PriceRule) -> Bilingual {
    let PriceRule::ByWeightClass { classes } = rule else { return words::none() };
    words::all_of(classes.iter().map(WeightClass::name))
}

fn grades(rule: &PriceRule) -> Bilingual {
    words::one_of(rule.grades().iter().map(|one| Bilingual::same(format!("`{}`", one.grade))))
}

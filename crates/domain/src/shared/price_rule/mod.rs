//! How the price of a contract line is found: one fixed price, or a rule that names several, or one that follows a reference
//! price.
//!
//! Owns which rules can be written (`valid`), which price of one a delivery meets (`found`) and why. Refuses: classes of weight with a
//! gap or an overlap between them, the same goods twice, bounds that leave no price.

mod found;
mod valid;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Bilingual, GradeCode, Money, Price, PriceBasis, PriceLevel, RegionCode, Unit, VariantId};
use crate::{labels, say, words};

pub use found::{KnownReference, NoPrice, PriceFound, PriceReason, PricedGoods, ReferenceMet, Weighed};

labels! {
    /// How a price is found.
    pub enum PriceRuleKind {
        /// One price for everything.
        Fixed = "fixed",
        /// A price for each class of average weight.
        ByWeightClass = "by_weight_class",
        /// A price for each grade.
        ByGrade = "by_grade",
        /// A price for each product variant of the catalog.
        ByVariant = "by_variant",
        /// A reference price and a margin on it.
        ReferencePlusMargin = "reference_plus_margin",
    }
}

labels! {
    /// Which figure of a reference price counts.
    pub enum ReferenceBound {
        /// Its lowest.
        Low = "low",
        /// Its highest.
        High = "high",
    }
}

labels! {
    /// What of a contract held a price that would have gone beyond it.
    pub enum PriceLimit {
        /// The lowest price agreed on.
        Floor = "floor",
        /// The highest price agreed on.
        Ceiling = "ceiling",
    }
}

/// A class of average weight of one head or one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightClass {
    /// The least weight in it, in grams.
    pub from_grams: i64,
    /// The weight below which it ends, in grams; it has no end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below_grams: Option<i64>,
    /// Its price, in rupiah.
    pub price_rupiah: Money,
}

/// The price of a grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradePrice {
    /// The grade.
    pub grade: GradeCode,
    /// Its price, in rupiah.
    pub price_rupiah: Money,
}

/// The price of a product variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantPrice {
    /// The variant.
    pub variant_id: VariantId,
    /// Its price, in rupiah.
    pub price_rupiah: Money,
}

/// A reference price and a margin on it, within bounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceRule {
    /// Where on the way from the field to the table the reference price is paid.
    pub level: PriceLevel,
    /// Of which grade; the price of every grade when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<GradeCode>,
    /// Of which region; the price that holds everywhere when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region_code: Option<RegionCode>,
    /// Which figure of it counts. Between the two there is nothing that a regulation says.
    pub bound: ReferenceBound,
    /// What is added to it, in rupiah; less than nothing is taken off.
    pub margin_rupiah: i64,
    /// The lowest price, in rupiah.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_rupiah: Option<Money>,
    /// The highest price, in rupiah.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceiling_rupiah: Option<Money>,
}

/// How a price is found; what one price counts stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PriceRule {
    /// One price for everything.
    Fixed {
        /// It, in rupiah.
        price_rupiah: Money,
    },
    /// By the average weight of what is accepted.
    ByWeightClass {
        /// The classes, the lightest first.
        classes: Vec<WeightClass>,
    },
    /// By the grade in which goods are accepted.
    ByGrade {
        /// The grades.
        grades: Vec<GradePrice>,
    },
    /// By the product variant that was ordered.
    ByVariant {
        /// The variants.
        variants: Vec<VariantPrice>,
    },
    /// By a reference price on the day of the receipt.
    ReferencePlusMargin(ReferenceRule),
}

/// What a contract line says of its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinePrice {
    /// How it is found.
    pub rule: PriceRule,
    /// What one price counts.
    pub basis: PriceBasis,
}

impl PriceRule {
    /// Most classes, grades or variants of one rule.
    pub const MAX_ENTRIES: usize = 50;

    /// One price for everything.
    pub const fn fixed(price: Money) -> Self {
        Self::Fixed { price_rupiah: price }
    }

    /// Which kind of rule it is.
    pub const fn kind(&self) -> PriceRuleKind {
        match self {
            Self::Fixed { .. } => PriceRuleKind::Fixed,
            Self::ByWeightClass { .. } => PriceRuleKind::ByWeightClass,
            Self::ByGrade { .. } => PriceRuleKind::ByGrade,
            Self::ByVariant { .. } => PriceRuleKind::ByVariant,
            Self::ReferencePlusMargin(_) => PriceRuleKind::ReferencePlusMargin,
        }
    }

    /// The one price, where it is fixed.
    pub const fn fixed_price(&self) -> Option<Money> {
        match self {
            Self::Fixed { price_rupiah } => Some(*price_rupiah),
            _ => None,
        }
    }

    /// The product variants that have a price.
    pub fn variants(&self) -> &[VariantPrice] {
        if let Self::ByVariant { variants } = self { variants } else { &[] }
    }

    /// The grades that have a price.
    pub fn grades(&self) -> &[GradePrice] {
        if let Self::ByGrade { grades } = self { grades } else { &[] }
    }

    /// It as it is stored: the rupiah of a fixed price alone, any other rule as JSON.
    pub fn stored(&self) -> (Option<i64>, Option<Value>) {
        match self.fixed_price() {
            Some(price) => (Some(price.0), None),
            // Plain values: always writable as JSON.
            None => (None, serde_json::to_value(self).ok()),
        }
    }

    /// What was stored; `None` for what this release cannot read.
    pub fn from_stored(price_rupiah: Option<i64>, rule: Option<&Value>) -> Option<Self> {
        match (price_rupiah, rule) {
            (Some(price), None) => Some(Self::fixed(Money(price))),
            (None, Some(rule)) => Self::deserialize(rule).ok(),
            _ => None,
        }
    }

    /// Every price it names, with the pointer to it below the line at `at`.
    pub fn prices(&self, at: &str) -> Vec<(String, Money)> {
        let listed = |list: &str, index: usize| format!("{at}/price_rule/{list}/{index}/price");
        match self {
            Self::Fixed { price_rupiah } => vec![(format!("{at}/price"), *price_rupiah)],
            Self::ByWeightClass { classes } => {
                let each = classes.iter().enumerate();
                each.map(|(index, class)| (listed("classes", index), class.price_rupiah)).collect()
            }
            Self::ByGrade { grades } => {
                let each = grades.iter().enumerate();
                each.map(|(index, one)| (listed("grades", index), one.price_rupiah)).collect()
            }
            Self::ByVariant { variants } => {
                let each = variants.iter().enumerate();
                each.map(|(index, one)| (listed("variants", index), one.price_rupiah)).collect()
            }
            Self::ReferencePlusMargin(reference) => {
                let bounds = [("floor", reference.floor_rupiah), ("ceiling", reference.ceiling_rupiah)];
                let given = bounds.into_iter().filter_map(|(name, bound)| Some((name, bound?)));
                given.map(|(name, bound)| (format!("{at}/price_rule/reference/{name}"), bound)).collect()
            }
        }
    }

    /// The prices that goods may have by it, each with the grade it is of where the rule goes by grades; none where they follow a
    /// reference price.
    pub fn named(&self) -> Vec<(Option<&GradeCode>, Money)> {
        match self {
            Self::ReferencePlusMargin(_) => Vec::new(),
            Self::ByGrade { grades } => {
                grades.iter().map(|one| (Some(&one.grade), one.price_rupiah)).collect()
            }
            _ => self.prices("").into_iter().map(|(_, price)| (None, price)).collect(),
        }
    }

    /// The price of a product variant by the list it stands on; none of another rule.
    pub fn of_variant(&self, variant: VariantId) -> Option<Money> {
        self.variants().iter().find(|one| one.variant_id == variant).map(|one| one.price_rupiah)
    }

    /// The highest price it may give to goods, of which the variant is known where an order names one; none where nothing bounds
    /// it.
    pub fn highest(&self, variant: Option<VariantId>) -> Option<Money> {
        let all = || self.named().into_iter().map(|(_, price)| price).max_by_key(|price| price.0);
        match self {
            Self::ReferencePlusMargin(reference) => reference.ceiling_rupiah,
            Self::ByVariant { .. } => variant.and_then(|variant| self.of_variant(variant)).or_else(all),
            _ => all(),
        }
    }

    /// It in words, with what one price counts.
    pub fn said(&self, basis: PriceBasis) -> Bilingual {
        let price = |money: Money| words::price(Price { money, basis });
        let listed = |entries: Vec<Bilingual>| words::all_of(entries);
        match self {
            Self::Fixed { price_rupiah } => price(*price_rupiah),
            Self::ByWeightClass { classes } => listed(
                classes
                    .iter()
                    .map(|class| {
                        let (name, price) = (class.name(), price(class.price_rupiah));
                        say!("{name}: {price}", "{name}: {price}", name = name, price = price)
                    })
                    .collect(),
            ),
            Self::ByGrade { grades } => listed(
                grades
                    .iter()
                    .map(|one| {
                        let (name, price) = (Bilingual::same(one.grade.as_str()), price(one.price_rupiah));
                        say!("mutu {name}: {price}", "grade {name}: {price}", name = name, price = price)
                    })
                    .collect(),
            ),
            Self::ByVariant { variants } => {
                let prices: BTreeSet<Money> = variants.iter().map(|one| one.price_rupiah).collect();
                let (number, prices) =
                    (words::count(count(variants.len())), words::all_of(prices.into_iter().map(price)));
                say!(
                    "menurut varian produk ({number}): {prices}",
                    "by product variant ({number}): {prices}",
                    number = number,
                    prices = prices,
                )
            }
            Self::ReferencePlusMargin(reference) => reference.said(basis),
        }
    }

    /// The goods it tells apart, in words: grades, product variants; none of another rule.
    pub fn goods(&self) -> Option<Bilingual> {
        match self {
            Self::ByGrade { grades } => {
                let names = words::all_of(grades.iter().map(|one| Bilingual::same(one.grade.as_str())));
                Some(say!("mutu: {names}", "grades: {names}", names = names))
            }
            Self::ByVariant { variants } => {
                let number = words::count(count(variants.len()));
                Some(say!("varian produk: {number}", "product variants: {number}", number = number))
            }
            _ => None,
        }
    }

    /// Whether both tell the same goods apart.
    pub fn same_goods(&self, other: &Self) -> bool {
        let names = |rule: &Self| -> BTreeSet<String> {
            let grades = rule.grades().iter().map(|one| one.grade.to_string());
            grades.chain(rule.variants().iter().map(|one| one.variant_id.to_string())).collect()
        };
        names(self) == names(other)
    }
}

impl WeightClass {
    /// Whether it holds an average: so many grams of so many, exactly.
    fn holds(&self, Weighed { grams, count, .. }: Weighed) -> bool {
        let (grams, count) = (i128::from(grams), i128::from(count));
        let reached = i128::from(self.from_grams) * count <= grams;
        reached && self.below_grams.is_none_or(|below| grams < i128::from(below) * count)
    }

    /// It in words: `300 kg sampai di bawah 350 kg`, `350 kg atau lebih`.
    pub fn name(&self) -> Bilingual {
        let from = weight(self.from_grams);
        match self.below_grams {
            Some(below) => {
                let below = weight(below);
                say!("{from} sampai di bawah {below}", "{from} to below {below}", from = from, below = below)
            }
            None => say!("{from} atau lebih", "{from} or more", from = from),
        }
    }
}

impl ReferenceRule {
    /// It in words, with what one price counts.
    fn said(&self, basis: PriceBasis) -> Bilingual {
        let said = say!(
            "harga acuan {bound} {level} {basis}{margin}",
            "the {bound} reference price ({level}) {basis}{margin}",
            bound = self.bound,
            level = self.level,
            basis = basis,
            margin = margin(self.margin_rupiah),
        );
        let bounds = [(PriceLimit::Floor, self.floor_rupiah), (PriceLimit::Ceiling, self.ceiling_rupiah)];
        bounds.into_iter().filter_map(|(limit, money)| Some((limit, money?))).fold(
            said,
            |said, (limit, money)| {
                say!(
                    "{said}, {limit} {money}",
                    "{said}, {limit} {money}",
                    said = said,
                    limit = limit,
                    money = money
                )
            },
        )
    }
}

/// A margin in words, after what it is added to; nothing where there is none.
fn margin(rupiah: i64) -> Bilingual {
    let money = Money(rupiah.saturating_abs());
    match rupiah {
        0 => Bilingual::same(""),
        1.. => say!(" ditambah {money}", " plus {money}", money = money),
        _ => say!(" dikurangi {money}", " less {money}", money = money),
    }
}

/// A weight of one head or piece, in the unit people say it in.
fn weight(grams: i64) -> Bilingual {
    words::amount(grams, if grams < 1000 { Unit::Grm } else { Unit::Kgm })
}

fn count(number: usize) -> i128 {
    i128::try_from(number).unwrap_or(i128::MAX)
}

#[cfg(test)]
mod tests;

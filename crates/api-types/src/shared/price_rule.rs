//! How the price of a contract line is found, on the wire.

use domain::shared::{
    GradeCode, GradePrice, Invalid, Money, PriceLevel, PriceRule, PriceRuleKind, ReferenceBound,
    ReferenceRule, RegionCode, VariantId, VariantPrice, WeightClass,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Check, WireMoney};

/// A class of average weight of one head or piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WireWeightClass {
    /// The least weight in it, in grams.
    #[schema(example = 300_000, minimum = 0, maximum = 100_000_000)]
    pub from_grams: i64,
    /// The weight below which it ends, in grams; absent where it has no end, as the last class may.
    #[schema(example = 350_000, minimum = 1, maximum = 100_000_000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below_grams: Option<i64>,
    /// Rupiah per basis.
    pub price: WireMoney,
}

/// The price of a grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WireGradePrice {
    /// The grade.
    #[schema(example = "curly", max_length = 40)]
    pub grade: String,
    /// Rupiah per basis.
    pub price: WireMoney,
}

/// The price of a product variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WireVariantPrice {
    /// The variant, of the supplier's own products and of the goods of the line.
    pub variant_id: VariantId,
    /// Rupiah per basis.
    pub price: WireMoney,
}

/// A reference price and a margin on it. The row counts that is in force on the day of the receipt, of the commodity, form and
/// basis of the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WireReferenceRule {
    /// Where on the way from the field to the table it is paid.
    pub level: PriceLevel,
    /// Of which grade; the price of every grade when absent.
    #[schema(example = "curly", max_length = 40)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// Of which province or city; the price that holds everywhere when absent.
    #[schema(example = json!(null), pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(
        default,
        deserialize_with = "crate::some_listed_region",
        skip_serializing_if = "Option::is_none"
    )]
    pub region_code: Option<String>,
    /// Which figure of it counts: a row without it gives no price.
    pub bound: ReferenceBound,
    /// What is added to it; a negative amount is taken off.
    pub margin: WireMoney,
    /// The lowest price; none when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<WireMoney>,
    /// The highest price; none when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<WireMoney>,
}

/// How a price is found where it is not one fixed price: exactly the list or the reference that its kind names is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"kind": "by_weight_class", "classes": [
    {"from_grams": 300_000, "below_grams": 350_000, "price": {"amount": 56000, "currency": "IDR"}},
    {"from_grams": 350_000, "price": {"amount": 58000, "currency": "IDR"}},
]}))]
#[serde(deny_unknown_fields)]
pub struct WirePriceRule {
    /// Which rule it is; a fixed price is written as `price`, without a rule.
    pub kind: PriceRuleKind,
    /// Classes of average weight, the lightest first, each beginning where the one before it ends; of `by_weight_class`.
    #[schema(max_items = 50)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<WireWeightClass>,
    /// Grades; of `by_grade`.
    #[schema(max_items = 50)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<WireGradePrice>,
    /// Product variants; of `by_variant`.
    #[schema(max_items = 50)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<WireVariantPrice>,
    /// The reference price; of `reference_plus_margin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<WireReferenceRule>,
}

impl WirePriceRule {
    /// The rule, with pointers below `at` such as `/lines/0/price_rule`; whether its entries go together is for
    /// [`PriceRule::validate`].
    pub fn read(&self, check: &mut Check, at: &str) -> Option<PriceRule> {
        self.expect_own_fields(check, at);
        match self.kind {
            PriceRuleKind::Fixed => {
                check.push(Invalid::new(
                    format!("{at}/kind"),
                    "fixed-price",
                    "Tulis harga tetap dalam `price`, tanpa `price_rule`.",
                    "Write a fixed price as `price`, without `price_rule`.",
                ));
                None
            }
            PriceRuleKind::ByWeightClass => {
                let class = |(index, class): (usize, &WireWeightClass)| {
                    Some(WeightClass {
                        from_grams: class.from_grams,
                        below_grams: class.below_grams,
                        price_rupiah: check.price(&format!("{at}/classes/{index}/price"), &class.price)?,
                    })
                };
                let classes = all(self.classes.iter().enumerate().map(class))?;
                Some(PriceRule::ByWeightClass { classes })
            }
            PriceRuleKind::ByGrade => {
                let one = |(index, one): (usize, &WireGradePrice)| {
                    let at = format!("{at}/grades/{index}");
                    let grade = check.take(GradeCode::from_field(&format!("{at}/grade"), &one.grade));
                    let price_rupiah = check.price(&format!("{at}/price"), &one.price)?;
                    Some(GradePrice { grade: grade?, price_rupiah })
                };
                let grades = all(self.grades.iter().enumerate().map(one))?;
                Some(PriceRule::ByGrade { grades })
            }
            PriceRuleKind::ByVariant => {
                let one = |(index, one): (usize, &WireVariantPrice)| {
                    let price_rupiah = check.price(&format!("{at}/variants/{index}/price"), &one.price)?;
                    Some(VariantPrice { variant_id: one.variant_id, price_rupiah })
                };
                let variants = all(self.variants.iter().enumerate().map(one))?;
                Some(PriceRule::ByVariant { variants })
            }
            PriceRuleKind::ReferencePlusMargin => {
                let at = format!("{at}/reference");
                check.require(self.reference.is_some(), || missing(at.clone()));
                Some(PriceRule::ReferencePlusMargin(self.reference.as_ref()?.read(check, &at)?))
            }
        }
    }

    /// What belongs to another kind of rule is not passed over in silence.
    fn expect_own_fields(&self, check: &mut Check, at: &str) {
        for (kind, field, given) in [
            (PriceRuleKind::ByWeightClass, "classes", !self.classes.is_empty()),
            (PriceRuleKind::ByGrade, "grades", !self.grades.is_empty()),
            (PriceRuleKind::ByVariant, "variants", !self.variants.is_empty()),
            (PriceRuleKind::ReferencePlusMargin, "reference", self.reference.is_some()),
        ] {
            check.require(kind == self.kind || !given, || {
                Invalid::new(
                    format!("{at}/{field}"),
                    "not-of-this-kind",
                    "Hapus bagian ini, atau pilih `kind` yang sesuai.",
                    "Remove this, or choose the `kind` it belongs to.",
                )
            });
        }
    }

    /// A rule as it is shown; none of a fixed price.
    pub fn of(rule: &PriceRule) -> Option<Self> {
        let blank = Self {
            kind: rule.kind(),
            classes: Vec::new(),
            grades: Vec::new(),
            variants: Vec::new(),
            reference: None,
        };
        Some(match rule {
            PriceRule::Fixed { .. } => return None,
            PriceRule::ByWeightClass { classes } => {
                let class = |class: &WeightClass| WireWeightClass {
                    from_grams: class.from_grams,
                    below_grams: class.below_grams,
                    price: class.price_rupiah.into(),
                };
                Self { classes: classes.iter().map(class).collect(), ..blank }
            }
            PriceRule::ByGrade { grades } => {
                let one = |one: &GradePrice| WireGradePrice {
                    grade: one.grade.to_string(),
                    price: one.price_rupiah.into(),
                };
                Self { grades: grades.iter().map(one).collect(), ..blank }
            }
            PriceRule::ByVariant { variants } => {
                let one = |one: &VariantPrice| WireVariantPrice {
                    variant_id: one.variant_id,
                    price: one.price_rupiah.into(),
                };
                Self { variants: variants.iter().map(one).collect(), ..blank }
            }
            PriceRule::ReferencePlusMargin(rule) => {
                let reference = WireReferenceRule {
                    level: rule.level,
                    grade: rule.grade.as_ref().map(ToString::to_string),
                    region_code: rule.region_code.as_ref().map(ToString::to_string),
                    bound: rule.bound,
                    margin: Money(rule.margin_rupiah).into(),
                    floor: rule.floor_rupiah.map(Into::into),
                    ceiling: rule.ceiling_rupiah.map(Into::into),
                };
                Self { reference: Some(reference), ..blank }
            }
        })
    }
}

impl WireReferenceRule {
    fn read(&self, check: &mut Check, at: &str) -> Option<ReferenceRule> {
        let grade = self.grade.as_ref();
        let grade = grade.map(|grade| check.take(GradeCode::from_field(&format!("{at}/grade"), grade)));
        let region = self.region_code.as_ref().map(|code| code.parse::<RegionCode>().ok());
        check.require(self.margin.currency == "IDR", || {
            Invalid::new(
                format!("{at}/margin/currency"),
                "currency",
                "Isi mata uang dengan `IDR` (rupiah).",
                "Give the currency as `IDR` (rupiah).",
            )
        });
        let mut bound = |name: &str, money: &Option<WireMoney>| {
            money.as_ref().map(|money| check.price(&format!("{at}/{name}"), money))
        };
        let (floor, ceiling) = (bound("floor", &self.floor), bound("ceiling", &self.ceiling));
        Some(ReferenceRule {
            level: self.level,
            grade: given(grade)?,
            region_code: given(region)?,
            bound: self.bound,
            margin_rupiah: self.margin.amount,
            floor_rupiah: given(floor)?,
            ceiling_rupiah: given(ceiling)?,
        })
    }
}

/// What was given and could be read, or was not given; `None` where it could not be read.
#[allow(clippy::option_option)]
fn given<T>(field: Option<Option<T>>) -> Option<Option<T>> {
    match field {
        Some(None) => None,
        Some(read) => Some(read),
        None => Some(None),
    }
}

/// All of them, every one looked at; `None` where one could not be read.
fn all<T>(entries: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    entries.collect::<Vec<_>>().into_iter().collect()
}

fn missing(pointer: String) -> Invalid {
    Invalid::new(
        pointer,
        "required",
        "Isi harga acuan dan selisihnya.",
        "Give the reference price and the margin on it.",
    )
}

/// The price of a line as it is asked for: `price` where it is fixed, `price_rule` otherwise, never both.
pub fn read_price(
    check: &mut Check,
    at: &str,
    price: Option<&WireMoney>,
    rule: Option<&WirePriceRule>,
) -> Option<PriceRule> {
    match (price, rule) {
        (Some(price), None) => check.price(&format!("{at}/price"), price).map(PriceRule::fixed),
        (None, Some(rule)) => rule.read(check, &format!("{at}/price_rule")),
        (None, None) => {
            check.push(Invalid::new(
                format!("{at}/price"),
                "required",
                "Isi harga baris ini, atau aturan harganya dalam `price_rule`.",
                "Give the price of this line, or its rule as `price_rule`.",
            ));
            None
        }
        (Some(_), Some(_)) => {
            check.push(Invalid::new(
                format!("{at}/price_rule"),
                "price-and-rule",
                "Isi salah satu saja: `price` untuk harga tetap, atau `price_rule`.",
                "Give one of the two: `price` for a fixed price, or `price_rule`.",
            ));
            None
        }
    }
}

/// The price of a line as another service tells it.
///
/// # Errors
/// What of it cannot be read.
pub fn told_price(
    price: Option<&WireMoney>,
    rule: Option<&WirePriceRule>,
) -> Result<PriceRule, Vec<Invalid>> {
    let mut check = Check::new();
    let read = read_price(&mut check, "", price, rule);
    check.finish()?;
    read.ok_or_else(Vec::new)
}

/// The price of a line as it is shown: what is fixed as `price`, any other rule as `price_rule`.
pub fn shown_price(rule: &PriceRule) -> (Option<WireMoney>, Option<WirePriceRule>) {
    (rule.fixed_price().map(Into::into), WirePriceRule::of(rule))
}

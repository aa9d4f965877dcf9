//! Which price rules can be written.

use std::collections::BTreeSet;

use super::{PriceRule, ReferenceRule, WeightClass, count, weight};
use crate::shared::{Invalid, Money, PriceBasis};
use crate::{say, words};

impl PriceRule {
    /// Every field that cannot be accepted, with pointers below the line at `at`.
    pub fn validate(&self, basis: PriceBasis, at: &str) -> Vec<Invalid> {
        let out_of_range = |(pointer, price): (String, Money)| {
            (!Money::PRICES.contains(&price.0)).then(|| {
                Invalid::new(
                    pointer,
                    "out-of-range",
                    "Isi harga dalam rupiah bulat, dari Rp 1 sampai Rp 1.000.000.000.000.",
                    "Give a price in whole rupiah, from Rp 1 to Rp 1,000,000,000,000.",
                )
            })
        };
        let mut invalid: Vec<Invalid> = self.prices(at).into_iter().filter_map(out_of_range).collect();
        let at = format!("{at}/price_rule");
        match self {
            Self::Fixed { .. } => {}
            Self::ByWeightClass { classes } => {
                invalid.extend(invalid_count(&format!("{at}/classes"), classes.len()));
                invalid.extend(invalid_classes(classes, &at));
                if basis == PriceBasis::PerLitre {
                    invalid.push(Invalid::new(
                        format!("{at}/kind"),
                        "price-basis",
                        "Kelas berat tidak cocok dengan harga per liter; pilih aturan harga yang lain.",
                        "Classes of weight do not fit a price per litre; choose another price rule.",
                    ));
                }
            }
            Self::ByGrade { grades } => {
                invalid.extend(invalid_count(&format!("{at}/grades"), grades.len()));
                let names = grades.iter().map(|one| &one.grade);
                invalid.extend(repeated(names, &format!("{at}/grades"), "grade"));
            }
            Self::ByVariant { variants } => {
                invalid.extend(invalid_count(&format!("{at}/variants"), variants.len()));
                let ids = variants.iter().map(|one| one.variant_id);
                invalid.extend(repeated(ids, &format!("{at}/variants"), "variant_id"));
            }
            Self::ReferencePlusMargin(reference) => {
                invalid.extend(reference.invalid(&format!("{at}/reference")));
            }
        }
        invalid
    }
}

impl ReferenceRule {
    /// Largest margin either way: no price is larger.
    const MOST: i64 = *Money::PRICES.end();

    fn invalid(&self, at: &str) -> Vec<Invalid> {
        let mut invalid = Vec::new();
        if !(-Self::MOST..=Self::MOST).contains(&self.margin_rupiah) {
            invalid.push(Invalid::new(
                format!("{at}/margin/amount"),
                "out-of-range",
                "Isi selisih dalam rupiah bulat, paling banyak Rp 1.000.000.000.000 ke atas atau ke bawah.",
                "Give the margin in whole rupiah, at most Rp 1,000,000,000,000 either way.",
            ));
        }
        if self.floor_rupiah.zip(self.ceiling_rupiah).is_some_and(|(floor, ceiling)| floor > ceiling) {
            invalid.push(Invalid::new(
                format!("{at}/ceiling"),
                "below-floor",
                "Harga tertinggi tidak boleh di bawah harga terendah.",
                "The highest price must not lie below the lowest.",
            ));
        }
        invalid
    }
}

fn invalid_count(pointer: &str, entries: usize) -> Option<Invalid> {
    let detail = say!(
        "Isi daftar ini dengan 1 sampai {most} entri.",
        "Give this list 1 to {most} entries.",
        most = words::count(count(PriceRule::MAX_ENTRIES)),
    );
    (!(1..=PriceRule::MAX_ENTRIES).contains(&entries)).then(|| Invalid::says(pointer, "item-count", detail))
}

/// Classes go from light to heavy, each beginning where the one before it ends; the last alone may have no end.
fn invalid_classes(classes: &[WeightClass], at: &str) -> Vec<Invalid> {
    let mut invalid = Vec::new();
    for (index, class) in classes.iter().enumerate() {
        let at = format!("{at}/classes/{index}");
        let before = index.checked_sub(1).and_then(|before| classes.get(before));
        if !(0..=WeightClass::MOST_GRAMS).contains(&class.from_grams) {
            invalid.push(weight_out_of_range(format!("{at}/from_grams")));
        }
        match class.below_grams {
            Some(below) if below > WeightClass::MOST_GRAMS => {
                invalid.push(weight_out_of_range(format!("{at}/below_grams")));
            }
            Some(below) if below <= class.from_grams => invalid.push(Invalid::new(
                format!("{at}/below_grams"),
                "empty-class",
                "Batas atas kelas harus lebih besar daripada batas bawahnya.",
                "A class must end above where it begins.",
            )),
            _ => {}
        }
        let Some(before) = before else { continue };
        let Some(end) = before.below_grams else {
            invalid.push(Invalid::new(
                format!("{at}/from_grams"),
                "weight-classes-overlap",
                "Kelas sebelumnya tidak berbatas atas; isi batas atasnya, atau jadikan kelas terakhir.",
                "The class before has no end; give it one, or put it last.",
            ));
            continue;
        };
        if class.from_grams != end {
            let code = if class.from_grams < end { "weight-classes-overlap" } else { "weight-classes-gap" };
            let detail = say!(
                "Mulai kelas ini tepat di batas atas kelas sebelumnya, {end}, agar setiap berat masuk satu kelas saja.",
                "Begin this class exactly where the one before it ends, at {end}, so that each weight is of one class.",
                end = weight(end),
            );
            invalid.push(Invalid::says(format!("{at}/from_grams"), code, detail));
        }
    }
    invalid
}

impl WeightClass {
    /// Largest weight that a class names: a hundred tonnes, beyond any animal.
    const MOST_GRAMS: i64 = 100_000_000;
}

fn weight_out_of_range(pointer: String) -> Invalid {
    Invalid::new(
        pointer,
        "out-of-range",
        "Isi berat satu ekor atau satu butir dalam gram, dari 0 sampai 100.000.000.",
        "Give the weight of one head or piece in grams, from 0 to 100,000,000.",
    )
}

/// What stands in a list a second time.
fn repeated<T: Ord>(names: impl Iterator<Item = T>, at: &str, field: &str) -> Vec<Invalid> {
    let mut seen = BTreeSet::new();
    let again = names.enumerate().filter_map(|(index, name)| (!seen.insert(name)).then_some(index));
    let invalid = |index: usize| {
        Invalid::new(
            format!("{at}/{index}/{field}"),
            "repeated",
            "Ini sudah mempunyai harga di daftar ini; tulis satu kali saja.",
            "This has a price in the list already; write it once.",
        )
    };
    again.map(invalid).collect()
}

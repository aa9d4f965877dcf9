//! What the label of a product says, and the identity of a product version.
//!
//! Owns: the checks of a label, and [`ProductVersion::hash`], by which curation knows that a label, recipe or permit
//! has changed. Best-before limits are data. Refuses nothing itself: it lists what cannot be accepted.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use crate::catalog::{Gtin, Permit, ProductTrait};
use crate::shared::{
    CommodityCode, FormCode, Invalid, Period, ProductId, Quantity, TextHash, VariantId, canonical_hash,
};
use crate::{labels, say};

labels! {
    /// How a product is kept.
    pub enum Storage {
        /// At room temperature.
        RoomTemperature = "room_temperature",
        /// Chilled, 4 to 7 C.
        Chilled = "chilled",
        /// Frozen, -18 C or colder.
        Frozen = "frozen",
    }
}

labels! {
    /// What some people cannot eat; declared on the label (Peraturan BPOM 31/2018).
    pub enum Allergen {
        /// Cereals with gluten.
        Gluten = "gluten",
        /// Crustaceans.
        Crustacean = "crustacean",
        /// Eggs.
        Egg = "egg",
        /// Fish.
        Fish = "fish",
        /// Peanuts.
        Peanut = "peanut",
        /// Soy.
        Soy = "soy",
        /// Milk.
        Milk = "milk",
        /// Tree nuts.
        TreeNut = "tree_nut",
        /// Sulphites.
        Sulphite = "sulphite",
    }
}

/// The facts printed on a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelFacts {
    /// What the product calls itself.
    pub name: String,
    /// What is inside, as printed: half a kilogram and 500 g are different labels.
    pub net_content: Quantity,
    /// Ingredients in order of weight; empty for goods of one ingredient, such as eggs.
    pub ingredients: Vec<String>,
    /// Who made it, with the place.
    pub producer: String,
    /// How to keep it.
    pub storage: Storage,
    /// Days from production (eggs: from lay) until best before; none for goods without.
    pub best_before_days: Option<u32>,
    /// Declared allergens.
    pub allergens: Vec<Allergen>,
}

/// The longest best-before time of a form of a commodity, as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BestBeforeLimit {
    /// The commodity.
    pub commodity: CommodityCode,
    /// Its form.
    pub form: FormCode,
    /// How it is kept.
    pub storage: Storage,
    /// Days from production at most.
    pub max_days: u32,
    /// The days on which the limit counts.
    pub in_force: Period,
    /// The law or standard.
    pub legal_basis: String,
}

impl LabelFacts {
    /// The day until which goods produced on `produced_on` are at their best; `None` without such a time.
    pub fn best_before(&self, produced_on: NaiveDate) -> Option<NaiveDate> {
        produced_on.checked_add_days(Days::new(u64::from(self.best_before_days?)))
    }

    /// Everything about the label that cannot be accepted, with pointers below the label; empty when it can.
    /// `limits` are those of the product's commodity and form on the day, see [`limits_for`].
    pub fn check(&self, limits: &[&BestBeforeLimit]) -> Vec<Invalid> {
        let mut found = Vec::new();
        let text = |value: &str, max: usize| {
            !value.trim().is_empty() && value.chars().count() <= max && !value.chars().any(char::is_control)
        };
        if !text(&self.name, 120) {
            found.push(required("/name", "nama produk", "the product's name", 120));
        }
        if !text(&self.producer, 200) {
            found.push(required(
                "/producer",
                "nama dan alamat produsen",
                "the producer's name and place",
                200,
            ));
        }
        if self.net_content.base() == 0 {
            found.push(Invalid::new(
                "/net_content",
                "not-positive",
                "Isi bersih harus lebih dari nol, misalnya 250 gram.",
                "The net content must be above zero, such as 250 grams.",
            ));
        }
        for (place, ingredient) in self.ingredients.iter().enumerate() {
            if !text(ingredient, 120) {
                found.push(required(
                    &format!("/ingredients/{place}"),
                    "nama bahan",
                    "the ingredient's name",
                    120,
                ));
            }
        }
        for (place, allergen) in self.allergens.iter().enumerate() {
            if self.allergens[..place].contains(allergen) {
                let detail = say!(
                    "Alergen {allergen} sudah tercantum; hapus yang berulang.",
                    "The allergen {allergen} is already listed; remove the repeat.",
                    allergen = *allergen,
                );
                found.push(Invalid::says(format!("/allergens/{place}"), "repeated", detail));
            }
        }
        found.extend(self.check_best_before(limits));
        found
    }

    fn check_best_before(&self, limits: &[&BestBeforeLimit]) -> Option<Invalid> {
        const POINTER: &str = "/best_before_days";
        let limit = limits.iter().find(|limit| limit.storage == self.storage);
        match (self.best_before_days, limit) {
            (Some(0), _) => Some(Invalid::new(
                POINTER,
                "not-positive",
                "Isikan jumlah hari paling sedikit 1, atau kosongkan bila tidak ada.",
                "Give at least 1 day, or leave it out when there is none.",
            )),
            (Some(days), Some(limit)) if days <= limit.max_days => None,
            (_, Some(BestBeforeLimit { max_days, legal_basis, .. })) => Some(Invalid::new(
                POINTER,
                "best-before-limit",
                format!(
                    "Paling lama {max_days} hari untuk cara simpan ini ({legal_basis}); tuliskan {max_days} atau kurang."
                ),
                format!(
                    "At most {max_days} days when kept this way ({legal_basis}); write {max_days} or less."
                ),
            )),
            _ => None,
        }
    }
}

fn required(pointer: &str, id: &str, en: &str, max: usize) -> Invalid {
    Invalid::new(
        pointer,
        "length",
        format!("Isikan {id}, 1 sampai {max} karakter."),
        format!("Give {en}, 1 to {max} characters."),
    )
}

/// The best-before limits of a commodity's form on a day.
pub fn limits_for<'a>(
    limits: &'a [BestBeforeLimit],
    commodity: &CommodityCode,
    form: &FormCode,
    day: NaiveDate,
) -> Vec<&'a BestBeforeLimit> {
    limits
        .iter()
        .filter(|l| l.commodity == *commodity && l.form == *form && l.in_force.contains(day))
        .collect()
}

/// What makes a product version: whatever a curator judged.
#[derive(Debug, Clone, Copy)]
pub struct ProductVersion<'a> {
    /// The product.
    pub product: ProductId,
    /// The sellable variant.
    pub variant: VariantId,
    /// The number under its barcode.
    pub gtin: Option<&'a Gtin>,
    /// The label, recipe included.
    pub label: &'a LabelFacts,
    /// What it is or holds.
    pub traits: &'a [ProductTrait],
    /// Its permits.
    pub permits: &'a [Permit],
}

impl ProductVersion<'_> {
    /// SHA-256 over the canonical JSON of the version. Another label, recipe, barcode, trait or permit number gives
    /// another hash; the order of traits, allergens and permits does not, nor do a permit's dates, whose lapse
    /// is judged by itself.
    pub fn hash(&self) -> TextHash {
        self.content().1
    }

    /// The canonical JSON that [`Self::hash`] is of, and the hash.
    pub fn content(&self) -> (String, TextHash) {
        #[derive(Serialize)]
        struct Content<'a> {
            product: ProductId,
            variant: VariantId,
            gtin: Option<&'a Gtin>,
            name: &'a str,
            net_content: (String, &'static str),
            ingredients: &'a [String],
            producer: &'a str,
            storage: Storage,
            best_before_days: Option<u32>,
            allergens: Vec<Allergen>,
            traits: Vec<ProductTrait>,
            permits: Vec<(&'static str, &'a str)>,
        }
        let label = self.label;
        let content = Content {
            product: self.product,
            variant: self.variant,
            gtin: self.gtin,
            name: &label.name,
            net_content: (label.net_content.value(), label.net_content.unit().label()),
            ingredients: &label.ingredients,
            producer: &label.producer,
            storage: label.storage,
            best_before_days: label.best_before_days,
            allergens: sorted(label.allergens.iter().copied()),
            traits: sorted(self.traits.iter().copied()),
            permits: sorted(self.permits.iter().map(|p| (p.kind.label(), p.number.as_str()))),
        };
        canonical_hash(&content).expect("texts, numbers and lists under fixed names are always JSON")
    }
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items.dedup();
    items
}

#[cfg(test)]
#[path = "label_facts_tests.rs"]
mod tests;

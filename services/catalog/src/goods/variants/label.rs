//! Reading a label out of requests, and checking it whole.

use api_types::catalog::{CreateVariantRequest, UpdateVariantRequest};
use api_types::{Check, WireQuantity};
use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{BestBeforeLimit, Gtin, ProductTrait, Storage, limits_for};
use domain::shared::{Invalid, Quantity, Unit, VariantId};
use domain::{say, words};
use service::Error;

use super::rows::VariantRow;
use crate::goods::images::check_images;
use crate::goods::products::ProductRow;

/// The longest best-before time, in days: a century.
const MOST_DAYS: u32 = 36_500;

/// A request's fields, read into the row they change.
pub(super) struct Reader<'a> {
    row: &'a mut VariantRow,
    check: Check,
}

impl<'a> Reader<'a> {
    pub(super) fn into(row: &'a mut VariantRow) -> Self {
        Self { row, check: Check::new() }
    }

    /// Every field of a new variant.
    pub(super) fn create(&mut self, body: &CreateVariantRequest) {
        let all = UpdateVariantRequest {
            name: Some(body.name.clone()),
            gtin: Some(body.gtin.clone()),
            net_content: Some(body.net_content.clone()),
            ingredients: Some(body.ingredients.clone()),
            producer: Some(body.producer.clone()),
            storage: Some(body.storage),
            best_before_days: Some(body.best_before_days),
            allergens: Some(body.allergens.clone()),
            traits: Some(body.traits.clone()),
            image_ids: Some(body.image_ids.clone()),
        };
        self.update(&all);
    }

    /// The fields that are there.
    pub(super) fn update(&mut self, body: &UpdateVariantRequest) {
        let (row, check) = (&mut *self.row, &mut self.check);
        if let Some(name) = &body.name {
            row.name = check.line("/name", name, 1..=120);
        }
        if let Some(gtin) = &body.gtin {
            row.gtin = gtin.as_deref().and_then(|text| read_gtin(check, text));
        }
        if let Some(content) = &body.net_content {
            read_content(row, check, content);
        }
        if let Some(ingredients) = &body.ingredients {
            check.length("/ingredients", ingredients, 0..=100);
            let read = ingredients.iter().enumerate();
            row.ingredients =
                read.map(|(n, one)| check.line(&format!("/ingredients/{n}"), one, 1..=120)).collect();
        }
        if let Some(producer) = &body.producer {
            row.producer = check.line("/producer", producer, 1..=200);
        }
        row.storage = body.storage.unwrap_or(row.storage);
        if let Some(days) = body.best_before_days {
            check.require(days.is_none_or(|days| days <= MOST_DAYS), too_many_days);
            row.best_before_days = days.map(|days| i32::try_from(days).unwrap_or(i32::MAX));
        }
        if let Some(allergens) = &body.allergens {
            row.allergens.clone_from(allergens);
        }
        if let Some(traits) = &body.traits {
            row.traits = sorted(traits);
        }
        if let Some(images) = &body.image_ids {
            check_images(check, images, 0);
        }
    }

    /// Checks the label as it would stand.
    ///
    /// # Errors
    /// Everything that cannot be accepted, field by field.
    pub(super) fn finish(
        mut self,
        product: &ProductRow,
        limits: &[BestBeforeLimit],
        day: NaiveDate,
    ) -> Result<(), Error> {
        let limits = limits_for(limits, &product.commodity_code, &product.form_code, day);
        // The length of texts has been checked above, together with what a text may hold.
        let found = self.row.label().check(&limits).into_iter().filter(|one| one.code != "length");
        found.for_each(|one| self.check.push(one));
        Ok(self.check.finish()?)
    }
}

fn read_gtin(check: &mut Check, text: &str) -> Option<String> {
    Gtin::from_field("/gtin", text).map(String::from).map_err(|invalid| check.push(invalid)).ok()
}

/// A content that cannot be read leaves one that can, so that it is named once.
fn read_content(row: &mut VariantRow, check: &mut Check, content: &WireQuantity) {
    let one = Quantity::from_stored(1, Unit::H87);
    let quantity = check.quantity("/net_content", content).unwrap_or(one);
    (row.net_content_base, row.net_content_unit) = (quantity.base(), quantity.unit());
}

/// A number of packages of a variant, larger than zero, in pieces.
pub(crate) fn check_packages(check: &mut Check, pointer: &str, packages: &WireQuantity) -> Option<Quantity> {
    check.require(packages.unit == Unit::H87, || {
        Invalid::new(
            format!("{pointer}/unit"),
            "unit",
            "Tulis jumlah kemasan dengan satuan `H87`.",
            "Write the number of packages in the unit `H87`.",
        )
    });
    check.positive(pointer, packages)
}

fn sorted(traits: &[ProductTrait]) -> Vec<ProductTrait> {
    let mut traits = traits.to_vec();
    traits.sort_unstable();
    traits.dedup();
    traits
}

fn too_many_days() -> Invalid {
    let detail = say!(
        "Isi paling banyak {days} hari, atau kosongkan bila tidak ada.",
        "Give at most {days} days, or leave it out when there is none.",
        days = words::count(MOST_DAYS),
    );
    Invalid::says("/best_before_days", "out-of-range", detail)
}

/// A row of a product with nothing read yet.
pub(super) fn blank(product: &ProductRow, id: VariantId, now: DateTime<Utc>) -> VariantRow {
    VariantRow {
        id,
        product_id: product.id,
        state: product.state,
        name: String::new(),
        gtin: None,
        net_content_base: 1,
        net_content_unit: Unit::H87,
        ingredients: Vec::new(),
        producer: String::new(),
        storage: Storage::RoomTemperature,
        best_before_days: None,
        allergens: Vec::new(),
        traits: Vec::new(),
        version_hash: String::new(),
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

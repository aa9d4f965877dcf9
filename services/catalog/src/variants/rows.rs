//! Rows of variants and permits.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::catalog::{Allergen, Gtin, LabelFacts, Permit, PermitType, ProductState, ProductTrait, Storage};
use domain::shared::{PermitId, ProductId, Quantity, Unit, VariantId};

use crate::schema::{permit, variant};

/// A variant as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = variant, treat_none_as_null = true)]
pub(super) struct VariantRow {
    pub(super) id: VariantId,
    pub(super) product_id: ProductId,
    pub(super) state: ProductState,
    pub(super) name: String,
    pub(super) gtin: Option<String>,
    pub(super) net_content_base: i64,
    pub(super) net_content_unit: Unit,
    pub(super) ingredients: Vec<String>,
    pub(super) producer: String,
    pub(super) storage: Storage,
    pub(super) best_before_days: Option<i32>,
    pub(super) allergens: Vec<Allergen>,
    pub(super) traits: Vec<ProductTrait>,
    pub(super) version_hash: String,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// A permit as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = permit)]
pub(super) struct PermitRow {
    pub(super) id: PermitId,
    pub(super) variant_id: VariantId,
    pub(super) type_: PermitType,
    pub(super) number: String,
    pub(super) issuer: String,
    pub(super) issued_date: NaiveDate,
    pub(super) expires_on: Option<NaiveDate>,
    pub(super) sha256: Option<String>,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) withdrawn_at: Option<DateTime<Utc>>,
}

impl VariantRow {
    pub(super) fn net_content(&self) -> Quantity {
        Quantity::from_stored(self.net_content_base, self.net_content_unit)
    }

    /// The barcode; what is stored has been checked.
    pub(super) fn gtin(&self) -> Option<Gtin> {
        self.gtin.as_ref().and_then(|gtin| gtin.parse().ok())
    }

    /// What its label says.
    pub(super) fn label(&self) -> LabelFacts {
        LabelFacts {
            name: self.name.clone(),
            net_content: self.net_content(),
            ingredients: self.ingredients.clone(),
            producer: self.producer.clone(),
            storage: self.storage,
            best_before_days: self.best_before_days.and_then(|days| u32::try_from(days).ok()),
            allergens: self.allergens.clone(),
        }
    }
}

impl PermitRow {
    /// The permit as the rules read it.
    pub(super) fn permit(&self) -> Permit {
        Permit {
            kind: self.type_,
            number: self.number.clone(),
            issued_on: self.issued_date,
            expires_on: self.expires_on,
        }
    }
}

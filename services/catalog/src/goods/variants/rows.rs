//! Rows of variants and permits.

use api_types::catalog::VariantEventData;
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{
    Allergen, Approval, CommodityGroup, Gtin, LabelFacts, ListingFacts, Outlet, Permit, PermitType,
    ProductState, ProductTrait, ProductVersion, Storage,
};
use domain::shared::{
    BusinessSize, Id, ImageId, PartyId, PartyKind, PermitId, ProductId, Quantity, RegionCode, TextHash, Unit,
    VariantId,
};
use service::{Announced, Error, Versioned};

use super::queries;
use crate::goods::products::ProductRow;
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

/// A variant, its product and its permits without those withdrawn.
#[derive(Debug, Clone)]
pub(super) struct WholeVariant {
    pub(super) variant: VariantRow,
    pub(super) product: ProductRow,
    pub(super) permits: Vec<PermitRow>,
    /// `None` where nobody has stated it.
    pub(super) supplier_size: Option<BusinessSize>,
    /// What shows it, in order.
    pub(super) image_ids: Vec<ImageId>,
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
    pub(super) checked_at: Option<DateTime<Utc>>,
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

impl WholeVariant {
    /// The permits as the rules read them.
    pub(super) fn permits(&self) -> Vec<Permit> {
        self.permits.iter().map(PermitRow::permit).collect()
    }

    /// The hash of the version as it is now.
    pub(super) fn hash(&self) -> TextHash {
        self.content().1
    }

    /// The version as it is now, word by word, and its hash.
    pub(super) fn content(&self) -> (String, TextHash) {
        let (label, gtin, permits) = (self.variant.label(), self.variant.gtin(), self.permits());
        let version = ProductVersion {
            product: self.product.id,
            variant: self.variant.id,
            gtin: gtin.as_ref(),
            label: &label,
            traits: &self.variant.traits,
            permits: &permits,
        };
        version.content()
    }
}

impl Announced for WholeVariant {
    type Data = VariantEventData;

    fn id(&self) -> impl Id {
        self.variant.id
    }

    fn event_data(&self) -> VariantEventData {
        event_data(self.variant.id, self.variant.version, &self.product)
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(self.product.readers())
    }
}

impl Versioned for WholeVariant {
    fn version(&self) -> i64 {
        self.variant.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.variant.version, self.variant.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_variant(conn, &self.variant, seen).await
    }
}

/// What an event of a variant of a product tells.
pub(super) fn event_data(variant_id: VariantId, version: i64, product: &ProductRow) -> VariantEventData {
    VariantEventData {
        variant_id,
        product_id: product.id,
        supplier_id: product.supplier_id,
        state: product.state,
        version,
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

/// What listing and curation have to know of a variant, whoever asks.
#[derive(Debug, Clone)]
pub(crate) struct JudgedVariant {
    pub(crate) variant_id: VariantId,
    pub(crate) product_id: ProductId,
    pub(crate) supplier_id: PartyId,
    pub(crate) state: ProductState,
    pub(crate) version: TextHash,
    /// `None` while the supplier has not arrived from the agreement service.
    pub(super) supplier: Option<PartyKind>,
    /// `None` where nobody has stated it.
    pub(super) supplier_size: Option<BusinessSize>,
    pub(crate) supplier_region: Option<RegionCode>,
    pub(super) commodity_group: CommodityGroup,
    pub(super) product_group: CommodityGroup,
    pub(super) traits: Vec<ProductTrait>,
    pub(super) permits: Vec<Permit>,
}

/// What else a listing is judged by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shelf<'a> {
    /// What panels have approved of the variant.
    pub(crate) approvals: &'a [Approval],
    /// Whether it is recalled.
    pub(crate) recalled: bool,
    /// Whether an exception lets its supplier into the outlet.
    pub(crate) excepted: bool,
    /// The outlet.
    pub(crate) outlet: &'a Outlet,
}

impl JudgedVariant {
    /// The facts by which a listing in an outlet is judged.
    ///
    /// # Errors
    /// `not-yet-known` while the supplier has not arrived.
    pub(crate) fn listing<'a>(&'a self, shelf: Shelf<'a>) -> Result<ListingFacts<'a>, Error> {
        let Shelf { approvals, recalled, excepted, outlet } = shelf;
        Ok(ListingFacts {
            supplier: self
                .supplier
                .ok_or_else(|| Error::not_yet_known("agreement", &self.supplier_id.to_string()))?,
            supplier_size: self.supplier_size,
            supplier_region: self.supplier_region.as_ref(),
            commodity_group: self.commodity_group,
            product_group: self.product_group,
            traits: &self.traits,
            state: self.state,
            version: &self.version,
            permits: &self.permits,
            approvals,
            recalled,
            outlet,
            excepted,
        })
    }
}

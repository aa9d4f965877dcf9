//! Rows of the listings.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::catalog::ListingState;
use domain::shared::{ListingId, OutletId, PartyId, ProductId, VariantId};

use crate::schema::listing;

/// A listing as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = listing)]
pub(crate) struct ListingRow {
    pub(crate) id: ListingId,
    pub(crate) variant_id: VariantId,
    pub(crate) product_id: ProductId,
    pub(crate) supplier_id: PartyId,
    pub(crate) outlet_id: OutletId,
    pub(crate) operator_party_id: PartyId,
    pub(crate) state: ListingState,
    pub(crate) version_hash: String,
    pub(crate) price_rupiah: Option<i64>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

//! Listings: a product variant in an outlet.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{ListingCondition, ListingState};
use domain::shared::{ListingId, OutletId, PartyId, ProductId, TextHash, VariantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{WireMoney, WireQuantity};

/// Lists a variant in an outlet: at once when the outlet's operator asks, after its acceptance when the
/// supplier does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateListingRequest {
    /// The variant.
    pub variant_id: VariantId,
    /// The outlet.
    pub outlet_id: OutletId,
    /// Retail price of one piece.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<WireMoney>,
    /// The first day on which it is for sale, Asia/Jakarta, today or later; absent or null where it is as soon as it is listed
    /// and the outlet is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "2027-01-02")]
    pub starts_date: Option<NaiveDate>,
    /// How many packages a month are planned in the outlet, in pieces (`H87`); required where the approval of the product's
    /// curation has a ceiling, which all outlets together stay within.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly_volume: Option<WireQuantity>,
}

/// A listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListingView {
    /// Its id.
    pub id: ListingId,
    /// Its ETag, for transitions; changes also with `condition`.
    #[schema(example = "\"v1-1f2e3d4c\"")]
    pub etag: String,
    /// The variant.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// Who sells it.
    pub supplier_id: PartyId,
    /// The outlet.
    pub outlet_id: OutletId,
    /// Who runs the outlet.
    pub operator_party_id: PartyId,
    /// Where it stands.
    pub state: ListingState,
    /// Whether it holds today; derived, never stored. What is `listed` and `standing` is on the shelf.
    pub condition: ListingCondition,
    /// The product version that went through the gate, by its hash.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub version_hash: TextHash,
    /// Retail price of one piece.
    pub price: Option<WireMoney>,
    /// The first day on which it is for sale, Asia/Jakarta; null where none was said.
    #[schema(example = "2027-01-02")]
    pub starts_date: Option<NaiveDate>,
    /// How many packages a month are planned in the outlet; null where none were said.
    #[serde(default)]
    pub monthly_volume: Option<WireQuantity>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the listings.
    pub struct ListListingsQuery {
        /// Only those of this variant.
        variant_id: VariantId,
        /// Only those in this outlet.
        outlet_id: OutletId,
        /// Only those of this supplier.
        supplier_id: PartyId,
        /// Only this state.
        state: ListingState,
    }
}

//! Variants: what is sold of a product, with its label.

use chrono::{DateTime, Utc};
use domain::catalog::{Allergen, CommodityGroup, ProductState, ProductTrait, Storage};
use domain::shared::{ImageId, PartyId, ProductId, TextHash, VariantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::catalog::PermitView;
use crate::{WireBilingual, WireQuantity, present};

/// Adds a variant to a product, as its label says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateVariantRequest {
    /// What it calls itself.
    #[schema(example = "Keripik Pisang Cokelat 250 g", min_length = 1, max_length = 120)]
    pub name: String,
    /// The number under its barcode: 8, 12, 13 or 14 digits, the last one a check digit.
    #[schema(example = "8991234567891", max_length = 20)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gtin: Option<String>,
    /// What is inside, as printed.
    pub net_content: WireQuantity,
    /// Ingredients in order of weight; empty for goods of one ingredient.
    #[schema(example = json!(["Pisang kepok", "Minyak kelapa", "Garam"]))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ingredients: Vec<String>,
    /// Who made it, with the place.
    #[schema(example = "KPMS, Kota Metro, Lampung", min_length = 1, max_length = 200)]
    pub producer: String,
    /// How to keep it.
    pub storage: Storage,
    /// Days from production until best before; absent for goods without such a time.
    #[schema(example = 180, minimum = 1, maximum = 36500)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_before_days: Option<u32>,
    /// Declared allergens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allergens: Vec<Allergen>,
    /// What it is or holds, where rules look at it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traits: Vec<ProductTrait>,
    /// Pictures of it, in the order in which they are shown; the party's own, uploaded.
    #[schema(max_items = 8)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub image_ids: Vec<ImageId>,
}

/// Changes a variant; absent fields stay, lists are replaced. A changed label, recipe or barcode is a new version,
/// which needs curation again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateVariantRequest {
    /// What it calls itself.
    #[schema(example = "Asin, 250 gram", min_length = 1, max_length = 120, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The number under its barcode; `null` takes it away.
    #[schema(example = "8991234567891", value_type = Option<String>, max_length = 20)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub gtin: Option<Option<String>>,
    /// What is inside, as printed.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub net_content: Option<WireQuantity>,
    /// Ingredients in order of weight.
    #[schema(example = json!(["Pisang kepok", "Minyak kelapa", "Garam"]), nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub ingredients: Option<Vec<String>>,
    /// Who made it, with the place.
    #[schema(example = "KWT Melati, Metro Timur", min_length = 1, max_length = 200, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub producer: Option<String>,
    /// How to keep it.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub storage: Option<Storage>,
    /// Days from production until best before; `null` for goods without such a time.
    #[schema(example = 180, value_type = Option<u32>, minimum = 1, maximum = 36500)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub best_before_days: Option<Option<u32>>,
    /// Declared allergens.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub allergens: Option<Vec<Allergen>>,
    /// What it is or holds.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub traits: Option<Vec<ProductTrait>>,
    /// Pictures of it, in the order in which they are shown; the party's own, uploaded. They are no part of the version that
    /// curators judge.
    #[schema(max_items = 8, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub image_ids: Option<Vec<ImageId>>,
}

/// A variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VariantView {
    /// Its id.
    pub id: VariantId,
    /// Its ETag, for changes; it marks what today decides, too.
    #[schema(example = "\"v1-0a1b2c3d\"")]
    pub etag: String,
    /// The product.
    pub product_id: ProductId,
    /// Where the product stands.
    pub state: ProductState,
    /// The party that sells it.
    pub supplier_id: PartyId,
    /// The commodity.
    #[schema(example = "msme_goods")]
    pub commodity_code: String,
    /// The form of the commodity.
    #[schema(example = "packaged")]
    pub form_code: String,
    /// What kind of good it is, which decides the permits it needs.
    pub group: CommodityGroup,
    /// What it calls itself.
    #[schema(example = "Keripik Pisang Cokelat 250 g")]
    pub name: String,
    /// The number under its barcode, in 14 digits.
    #[schema(example = "08991234567891")]
    pub gtin: Option<String>,
    /// What is inside.
    pub net_content: WireQuantity,
    /// Ingredients in order of weight.
    #[schema(example = json!(["Pisang kepok", "Minyak kelapa", "Garam"]))]
    pub ingredients: Vec<String>,
    /// Who made it.
    #[schema(example = "KWT Melati, Metro Timur")]
    pub producer: String,
    /// How to keep it.
    pub storage: Storage,
    /// Days from production until best before.
    #[schema(example = 180)]
    pub best_before_days: Option<u32>,
    /// Declared allergens.
    pub allergens: Vec<Allergen>,
    /// What it is or holds.
    pub traits: Vec<ProductTrait>,
    /// Pictures of it, in the order in which they are shown (`GET /v1/images/{id}/content`).
    #[serde(default)]
    pub image_ids: Vec<ImageId>,
    /// SHA-256 of what a curator judges: label, recipe, barcode, traits and permit numbers.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub version_hash: TextHash,
    /// Its permits, without those withdrawn.
    pub permits: Vec<PermitView>,
    /// Whether it is published and has every permit it needs today; curation is judged apart.
    #[schema(example = true)]
    pub listing_ready: bool,
    /// The permits it still needs today.
    pub missing_permits: Vec<MissingPermitView>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A need for a permit that no standing permit meets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MissingPermitView {
    /// Stable name of the rule.
    #[schema(example = "halal_certificate_standing")]
    pub rule: String,
    /// What was found.
    pub found: WireBilingual,
    /// What is required.
    #[schema(example = "halal_certificate")]
    pub required: WireBilingual,
    /// What to do next.
    pub how_to_fix: WireBilingual,
    /// The law or standard behind the rule.
    #[schema(example = "UU 33/2014")]
    pub legal_basis: Option<String>,
}

crate::list_query! {
    /// Filters of the variants.
    pub struct ListVariantsQuery {
        /// Only variants of this product.
        product_id: ProductId,
        /// Only variants of this supplier.
        supplier_id: PartyId,
        /// Only variants of this commodity.
        #[param(example = "msme_goods", max_length = 40)]
        commodity_code: String,
        /// Only the variant with this barcode number.
        #[param(example = "8991234567891", max_length = 20)]
        gtin: String,
    }
}

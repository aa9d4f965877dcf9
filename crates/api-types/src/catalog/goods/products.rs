//! Products: what a supplier offers; sold in variants.

use chrono::{DateTime, Utc};
use domain::catalog::{CommodityGroup, ProductState};
use domain::shared::{PartyId, ProductId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::present;

/// Drafts a product of the caller's party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateProductRequest {
    /// What it is called.
    #[schema(example = "Keripik Pisang Metro", min_length = 1, max_length = 120)]
    pub name: String,
    /// What it is like, for buyers and for the search.
    #[schema(
        example = "Keripik pisang dari petani Metro, digoreng dengan minyak kelapa.",
        max_length = 2000
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The commodity it belongs to.
    #[schema(example = "msme_goods", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub commodity_code: String,
    /// The form of the commodity.
    #[schema(example = "packaged", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub form_code: String,
    /// What kind of good it is, which decides the permits it needs; the commodity's when absent. Only mixed
    /// goods can be something more exact, such as processed food.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<CommodityGroup>,
    /// The number of the product in the supplier's own system, unique within the party.
    #[schema(example = "KP-001", min_length = 1, max_length = 100)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_reference: Option<String>,
}

/// Changes a product; absent fields stay. What decides rules (commodity, form, group) never changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateProductRequest {
    /// What it is called.
    #[schema(example = "Keripik pisang Metro", min_length = 1, max_length = 120, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is like; `null` clears it.
    #[schema(example = "Keripik pisang dari petani Metro, digoreng dengan minyak kelapa.", value_type = Option<String>, max_length = 2000)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<Option<String>>,
}

/// A product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProductView {
    /// Its id.
    pub id: ProductId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Where it stands: a draft is seen by its supplier alone.
    pub state: ProductState,
    /// The party that sells it.
    pub supplier_id: PartyId,
    /// Home region of that party.
    #[schema(example = "18.72")]
    pub supplier_region_code: String,
    /// What it is called.
    #[schema(example = "Keripik Pisang Metro")]
    pub name: String,
    /// What it is like.
    #[schema(example = "Keripik pisang dari petani Metro, digoreng dengan minyak kelapa.")]
    pub description: Option<String>,
    /// The commodity it belongs to.
    #[schema(example = "msme_goods")]
    pub commodity_code: String,
    /// The form of the commodity.
    #[schema(example = "packaged")]
    pub form_code: String,
    /// What kind of good it is.
    pub group: CommodityGroup,
    /// Its number in the supplier's own system; shown to the supplier.
    #[schema(example = "SKU-0042")]
    pub external_reference: Option<String>,
    /// When it was drafted.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// The order of a list of products.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductSort {
    /// In order of the alphabet.
    Name,
    /// The latest first.
    Newest,
}

crate::list_query! {
    /// Filters of the products. With `q` and without `sort`, the best match comes first; without both, the
    /// latest.
    pub struct ListProductsQuery {
        /// Words that the name or the description contains, all of them; inflected and slightly misspelt
        /// words are found too.
        #[param(example = "keripik pisang", min_length = 1, max_length = 100)]
        q: String,
        /// Only this commodity.
        #[param(example = "msme_goods", max_length = 40)]
        commodity_code: String,
        /// Only this supplier.
        supplier_id: PartyId,
        /// Only suppliers of this region; a province stands for its cities and regencies too.
        #[param(example = "18.72", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
        /// Only this state.
        state: ProductState,
        /// The order.
        #[param(inline)]
        sort: ProductSort,
    }
}

//! Regions of Indonesia, reference data.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A province, city or regency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RegionView {
    /// Code of the Ministry of Home Affairs.
    #[schema(example = "18.72")]
    pub code: String,
    /// `province`, `city` or `regency`.
    #[schema(example = "city")]
    pub kind: String,
    /// Code of its province; absent for a province.
    #[schema(example = "18")]
    pub province_code: Option<String>,
    /// Official name.
    #[schema(example = "Kota Metro")]
    pub name: String,
    /// Codes it had before; they are understood wherever a region is named, and shown as today's.
    #[schema(example = json!([]))]
    pub former_codes: Vec<String>,
}

crate::list_query! {
    /// Filters of the regions.
    pub struct ListRegionsQuery {
        /// Only the regions of this province.
        #[param(example = "18", max_length = 2)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        province_code: String,
        /// Only names that contain this text, in any case.
        #[param(example = "metro", max_length = 60)]
        name: String,
    }
}

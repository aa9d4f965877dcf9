//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::agreement::{ListRegionsQuery, RegionView};

use super::AgreementApi;
use crate::Call;
use crate::api::segment;

impl AgreementApi {
    /// Regions of Indonesia, in order of their codes.
    pub fn list_regions(&self, query: &ListRegionsQuery) -> Call<'_, Page<RegionView>> {
        self.api.get("/v1/regions").query(query)
    }

    /// One region.
    pub fn get_region(&self, code: &str) -> Call<'_, RegionView> {
        self.api.get(format!("/v1/regions/{}", segment(code)))
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateHarvestYieldRequest, HarvestYieldView, ListHarvestYieldsQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::HarvestYieldId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// What a hectare is expected to give, in order of addition.
    pub fn list_harvest_yields(&self, query: &ListHarvestYieldsQuery) -> Call<'_, Page<HarvestYieldView>> {
        self.api.get("/v1/harvest-yields").query(query)
    }

    /// Adds what a hectare is expected to give.
    pub fn create_harvest_yield(&self, body: &CreateHarvestYieldRequest) -> Call<'_, HarvestYieldView> {
        self.api.post("/v1/harvest-yields").json(body)
    }

    /// One harvest yield.
    pub fn get_harvest_yield(&self, id: HarvestYieldId) -> Call<'_, HarvestYieldView> {
        self.api.get(format!("/v1/harvest-yields/{id}"))
    }

    /// Ends a harvest yield.
    pub fn end_harvest_yield(
        &self,
        id: HarvestYieldId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, HarvestYieldView> {
        self.api.post(format!("/v1/harvest-yields/{id}/endings")).if_match(if_match).json(body)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateYieldRequest, ListYieldsQuery, YieldView};
use api_types::{EndRuleRequest, Page};
use domain::shared::YieldId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// How the forms of commodities become each other, in order of addition.
    pub fn list_yields(&self, query: &ListYieldsQuery) -> Call<'_, Page<YieldView>> {
        self.api.get("/v1/yields").query(query)
    }

    /// Adds a yield.
    pub fn create_yield(&self, body: &CreateYieldRequest) -> Call<'_, YieldView> {
        self.api.post("/v1/yields").json(body)
    }

    /// One yield.
    pub fn get_yield(&self, id: YieldId) -> Call<'_, YieldView> {
        self.api.get(format!("/v1/yields/{id}"))
    }

    /// Ends a yield.
    pub fn end_yield(&self, id: YieldId, if_match: &str, body: &EndRuleRequest) -> Call<'_, YieldView> {
        self.api.post(format!("/v1/yields/{id}/endings")).if_match(if_match).json(body)
    }
}

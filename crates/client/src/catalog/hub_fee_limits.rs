//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateHubFeeLimitRequest, HubFeeLimitView, ListHubFeeLimitsQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::HubFeeLimitId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The most that hubs may keep, in order of addition.
    pub fn list_hub_fee_limits(&self, query: &ListHubFeeLimitsQuery) -> Call<'_, Page<HubFeeLimitView>> {
        self.api.get("/v1/hub-fee-limits").query(query)
    }

    /// Adds the most that a hub may keep.
    pub fn create_hub_fee_limit(&self, body: &CreateHubFeeLimitRequest) -> Call<'_, HubFeeLimitView> {
        self.api.post("/v1/hub-fee-limits").json(body)
    }

    /// One limit of hub fees.
    pub fn get_hub_fee_limit(&self, id: HubFeeLimitId) -> Call<'_, HubFeeLimitView> {
        self.api.get(format!("/v1/hub-fee-limits/{id}"))
    }

    /// Ends a limit of hub fees.
    pub fn end_hub_fee_limit(
        &self,
        id: HubFeeLimitId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, HubFeeLimitView> {
        self.api.post(format!("/v1/hub-fee-limits/{id}/endings")).if_match(if_match).json(body)
    }
}

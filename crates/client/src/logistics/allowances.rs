//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{AllowanceView, CreateAllowanceRequest, ListAllowancesQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::AllowanceId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// What may be lost on the road, in order of addition.
    pub fn list_allowances(&self, query: &ListAllowancesQuery) -> Call<'_, Page<AllowanceView>> {
        self.api.get("/v1/allowances").query(query)
    }

    /// Adds a figure of what may be lost on the road.
    pub fn create_allowance(&self, body: &CreateAllowanceRequest) -> Call<'_, AllowanceView> {
        self.api.post("/v1/allowances").json(body)
    }

    /// One figure of what may be lost on the road.
    pub fn get_allowance(&self, id: AllowanceId) -> Call<'_, AllowanceView> {
        self.api.get(format!("/v1/allowances/{id}"))
    }

    /// Ends a figure of what may be lost on the road.
    pub fn end_allowance(
        &self,
        id: AllowanceId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, AllowanceView> {
        self.api.post(format!("/v1/allowances/{id}/endings")).if_match(if_match).json(body)
    }
}

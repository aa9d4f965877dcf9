//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{CooperationLimitView, CreateCooperationLimitRequest, ListCooperationLimitsQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::CooperationLimitId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The numbers of days that cooperation is judged by, in order of their addition.
    pub fn list_cooperation_limits(
        &self,
        query: &ListCooperationLimitsQuery,
    ) -> Call<'_, Page<CooperationLimitView>> {
        self.api.get("/v1/cooperation-limits").query(query)
    }

    /// Adds a number of days that cooperation is judged by.
    pub fn create_cooperation_limit(
        &self,
        body: &CreateCooperationLimitRequest,
    ) -> Call<'_, CooperationLimitView> {
        self.api.post("/v1/cooperation-limits").json(body)
    }

    /// One number of days.
    pub fn get_cooperation_limit(&self, id: CooperationLimitId) -> Call<'_, CooperationLimitView> {
        self.api.get(format!("/v1/cooperation-limits/{id}"))
    }

    /// Ends a number of days.
    pub fn end_cooperation_limit(
        &self,
        id: CooperationLimitId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, CooperationLimitView> {
        self.api.post(format!("/v1/cooperation-limits/{id}/endings")).if_match(if_match).json(body)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{ClaimRuleView, CreateClaimRuleRequest, ListClaimRulesQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::ClaimRuleId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// The times by which claims are judged, in order of their addition.
    pub fn list_claim_rules(&self, query: &ListClaimRulesQuery) -> Call<'_, Page<ClaimRuleView>> {
        self.api.get("/v1/claim-rules").query(query)
    }

    /// Adds a time by which claims are judged.
    pub fn create_claim_rule(&self, body: &CreateClaimRuleRequest) -> Call<'_, ClaimRuleView> {
        self.api.post("/v1/claim-rules").json(body)
    }

    /// One time by which claims are judged.
    pub fn get_claim_rule(&self, id: ClaimRuleId) -> Call<'_, ClaimRuleView> {
        self.api.get(format!("/v1/claim-rules/{id}"))
    }

    /// Ends a time by which claims are judged.
    pub fn end_claim_rule(
        &self,
        id: ClaimRuleId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, ClaimRuleView> {
        self.api.post(format!("/v1/claim-rules/{id}/endings")).if_match(if_match).json(body)
    }
}

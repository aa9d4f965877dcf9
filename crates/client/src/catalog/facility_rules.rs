//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateFacilityRuleRequest, FacilityRuleView, ListFacilityRulesQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::FacilityRuleId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The rules about facilities, in order of their addition.
    pub fn list_facility_rules(&self, query: &ListFacilityRulesQuery) -> Call<'_, Page<FacilityRuleView>> {
        self.api.get("/v1/facility-rules").query(query)
    }

    /// Adds a rule about facilities.
    pub fn create_facility_rule(&self, body: &CreateFacilityRuleRequest) -> Call<'_, FacilityRuleView> {
        self.api.post("/v1/facility-rules").json(body)
    }

    /// One rule about facilities.
    pub fn get_facility_rule(&self, id: FacilityRuleId) -> Call<'_, FacilityRuleView> {
        self.api.get(format!("/v1/facility-rules/{id}"))
    }

    /// Ends a rule about facilities.
    pub fn end_facility_rule(
        &self,
        id: FacilityRuleId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, FacilityRuleView> {
        self.api.post(format!("/v1/facility-rules/{id}/endings")).if_match(if_match).json(body)
    }
}

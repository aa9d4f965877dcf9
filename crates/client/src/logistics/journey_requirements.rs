//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{
    CreateJourneyRequirementRequest, JourneyRequirementView, ListJourneyRequirementsQuery,
};
use api_types::{EndRuleRequest, Page};
use domain::shared::JourneyRequirementId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// The papers that journeys need, in order of their addition.
    pub fn list_journey_requirements(
        &self,
        query: &ListJourneyRequirementsQuery,
    ) -> Call<'_, Page<JourneyRequirementView>> {
        self.api.get("/v1/journey-requirements").query(query)
    }

    /// Adds a paper that journeys need.
    pub fn create_journey_requirement(
        &self,
        body: &CreateJourneyRequirementRequest,
    ) -> Call<'_, JourneyRequirementView> {
        self.api.post("/v1/journey-requirements").json(body)
    }

    /// One paper that journeys need.
    pub fn get_journey_requirement(&self, id: JourneyRequirementId) -> Call<'_, JourneyRequirementView> {
        self.api.get(format!("/v1/journey-requirements/{id}"))
    }

    /// Ends a paper that journeys need.
    pub fn end_journey_requirement(
        &self,
        id: JourneyRequirementId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, JourneyRequirementView> {
        self.api.post(format!("/v1/journey-requirements/{id}/endings")).if_match(if_match).json(body)
    }
}

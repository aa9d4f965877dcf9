//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{CreateStageRequirementRequest, ListStageRequirementsQuery, StageRequirementView};
use api_types::{EndRuleRequest, Page};
use domain::shared::StageRequirementId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The papers that stages of agreements ask for, in order of their addition.
    pub fn list_stage_requirements(
        &self,
        query: &ListStageRequirementsQuery,
    ) -> Call<'_, Page<StageRequirementView>> {
        self.api.get("/v1/stage-requirements").query(query)
    }

    /// Adds a paper that a stage of agreements asks for.
    pub fn create_stage_requirement(
        &self,
        body: &CreateStageRequirementRequest,
    ) -> Call<'_, StageRequirementView> {
        self.api.post("/v1/stage-requirements").json(body)
    }

    /// One paper that a stage asks for.
    pub fn get_stage_requirement(&self, id: StageRequirementId) -> Call<'_, StageRequirementView> {
        self.api.get(format!("/v1/stage-requirements/{id}"))
    }

    /// Ends a paper that a stage asks for.
    pub fn end_stage_requirement(
        &self,
        id: StageRequirementId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, StageRequirementView> {
        self.api.post(format!("/v1/stage-requirements/{id}/endings")).if_match(if_match).json(body)
    }
}

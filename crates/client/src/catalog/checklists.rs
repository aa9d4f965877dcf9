//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{ChecklistView, CreateChecklistRequest, ListChecklistsQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::ChecklistId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// What is looked at in facilities, in order of addition.
    pub fn list_checklists(&self, query: &ListChecklistsQuery) -> Call<'_, Page<ChecklistView>> {
        self.api.get("/v1/checklists").query(query)
    }

    /// Adds a version of a checklist.
    pub fn create_checklist(&self, body: &CreateChecklistRequest) -> Call<'_, ChecklistView> {
        self.api.post("/v1/checklists").json(body)
    }

    /// One version of a checklist.
    pub fn get_checklist(&self, id: ChecklistId) -> Call<'_, ChecklistView> {
        self.api.get(format!("/v1/checklists/{id}"))
    }

    /// Ends a version of a checklist.
    pub fn end_checklist(
        &self,
        id: ChecklistId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, ChecklistView> {
        self.api.post(format!("/v1/checklists/{id}/endings")).if_match(if_match).json(body)
    }
}

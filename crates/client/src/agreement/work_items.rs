//! Written by `cargo run -p xtask -- regen`.

use api_types::{ListWorkItemsQuery, Page, WorkItemView};

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// What waits for the caller's party and roles, longest waiting first.
    pub fn list_agreement_work_items(&self, query: &ListWorkItemsQuery) -> Call<'_, Page<WorkItemView>> {
        self.api.get("/v1/agreement-work-items").query(query)
    }
}

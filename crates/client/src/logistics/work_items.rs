//! Written by `cargo run -p xtask -- regen`.

use api_types::{ListWorkItemsQuery, Page, WorkItemView};

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// What waits for the caller's party and roles, longest waiting first.
    pub fn list_logistics_work_items(&self, query: &ListWorkItemsQuery) -> Call<'_, Page<WorkItemView>> {
        self.api.get("/v1/logistics-work-items").query(query)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::{ListWorkItemsQuery, Page, WorkItemView};

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// What waits for the caller's party and roles, longest waiting first.
    pub fn list_catalog_work_items(&self, query: &ListWorkItemsQuery) -> Call<'_, Page<WorkItemView>> {
        self.api.get("/v1/catalog-work-items").query(query)
    }
}

//! The catalog service: one method per operation id.

use api_types::{EventPage, ListEventsQuery, ListWorkItemsQuery, WorkItemView};

use crate::methods::methods;
use crate::{Api, ClientError};

/// Calls the catalog service.
#[derive(Debug, Clone)]
pub struct CatalogApi {
    /// The connection, for calls without a typed method.
    pub api: Api,
}

impl CatalogApi {
    /// A client over a connection.
    pub fn new(api: Api) -> Self {
        Self { api }
    }

    /// A slice of the feed.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn list_catalog_events(&self, query: &ListEventsQuery) -> Result<EventPage, ClientError> {
        self.api.get_with("/v1/catalog-events", query).await.map(|answer| answer.value)
    }
}

methods! { CatalogApi {
    /// What waits for the caller's party.
    list list_catalog_work_items(ListWorkItemsQuery) -> WorkItemView, "/v1/catalog-work-items";
}}

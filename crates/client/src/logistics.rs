//! The logistics service: one method per operation id.

use api_types::{EventPage, ListEventsQuery, ListWorkItemsQuery, WorkItemView};

use crate::methods::methods;
use crate::{Api, ClientError};

/// Calls the logistics service.
#[derive(Debug, Clone)]
pub struct LogisticsApi {
    /// The connection, for calls without a typed method.
    pub api: Api,
}

impl LogisticsApi {
    /// A client over a connection.
    pub fn new(api: Api) -> Self {
        Self { api }
    }

    /// A slice of the feed.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn list_logistics_events(&self, query: &ListEventsQuery) -> Result<EventPage, ClientError> {
        self.api.get_with("/v1/logistics-events", query).await.map(|answer| answer.value)
    }
}

methods! { LogisticsApi {
    /// What waits for the caller's party.
    list list_logistics_work_items(ListWorkItemsQuery) -> WorkItemView, "/v1/logistics-work-items";
}}

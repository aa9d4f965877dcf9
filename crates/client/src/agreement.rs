//! The agreement service: one method per operation id.

use api_types::{EventPage, ListEventsQuery, ListWorkItemsQuery, WorkItemView};

use crate::methods::methods;
use crate::{Api, ClientError};

/// Calls the agreement service.
#[derive(Debug, Clone)]
pub struct AgreementApi {
    /// The connection, for calls without a typed method.
    pub api: Api,
}

impl AgreementApi {
    /// A client over a connection.
    pub fn new(api: Api) -> Self {
        Self { api }
    }

    /// A slice of the feed.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn list_agreement_events(&self, query: &ListEventsQuery) -> Result<EventPage, ClientError> {
        self.api.get_with("/v1/agreement-events", query).await.map(|answer| answer.value)
    }
}

methods! { AgreementApi {
    /// What waits for the caller's party.
    list list_agreement_work_items(ListWorkItemsQuery) -> WorkItemView, "/v1/agreement-work-items";
}}

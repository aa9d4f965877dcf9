//! Written by `cargo run -p xtask -- regen`.

use api_types::{EventPage, ListEventsQuery, StreamEventsQuery};

use super::AgreementApi;
use crate::{Call, ClientError, EventStream};

impl AgreementApi {
    /// A slice of the feed.
    pub fn list_agreement_events(&self, query: &ListEventsQuery) -> Call<'_, EventPage> {
        self.api.get("/v1/agreement-events").query(query)
    }

    /// The feed as a stream.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn stream_agreement_events(
        &self,
        query: &StreamEventsQuery,
    ) -> Result<EventStream, ClientError> {
        self.api.stream("/v1/agreement-events/stream", query).await
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::{EventPage, ListEventsQuery, StreamEventsQuery};

use super::LogisticsApi;
use crate::{Call, ClientError, EventStream};

impl LogisticsApi {
    /// A slice of the feed.
    pub fn list_logistics_events(&self, query: &ListEventsQuery) -> Call<'_, EventPage> {
        self.api.get("/v1/logistics-events").query(query)
    }

    /// The feed as a stream.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn stream_logistics_events(
        &self,
        query: &StreamEventsQuery,
    ) -> Result<EventStream, ClientError> {
        self.api.stream("/v1/logistics-events/stream", query).await
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::{EventPage, ListEventsQuery, StreamEventsQuery};

use super::CatalogApi;
use crate::{Call, ClientError, EventStream};

impl CatalogApi {
    /// A slice of the feed.
    pub fn list_catalog_events(&self, query: &ListEventsQuery) -> Call<'_, EventPage> {
        self.api.get("/v1/catalog-events").query(query)
    }

    /// The feed as a stream.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn stream_catalog_events(&self, query: &StreamEventsQuery) -> Result<EventStream, ClientError> {
        self.api.stream("/v1/catalog-events/stream", query).await
    }
}

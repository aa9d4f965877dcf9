//! The feed of the logistics service; see `service::feed` for how it works.

mod access;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use api_types::logistics::LogisticsFeedEvent;
use api_types::{EventPage, ListEventsQuery, StreamEventsQuery};
use service::Feature;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, Query, Reply, Tag};

use access::op;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes,
    access::OPERATIONS,
    &[Tag {
        name: "events",
        about: "What has happened in this service, in order, for programs that follow it.",
    }],
);

fn routes(config: &mut ServiceConfig) {
    config.service(list_logistics_events).service(stream_logistics_events);
}

/// A slice of the feed.
///
/// CloudEvents after a position, in order; with `wait_ms` the answer waits for something new.
#[utoipa::path(tag = "events", params(ListEventsQuery), responses((status = 200, body = EventPage)))]
#[get("/v1/logistics-events")]
async fn list_logistics_events(
    query: Query<op::ListLogisticsEvents, ListEventsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    context.core.events::<LogisticsFeedEvent>(query.caller(), &query.params).await
}

/// The feed as a stream.
///
/// Server-sent events; the id of each is its position and the epoch of the feed, to come back with `Last-Event-ID`.
#[utoipa::path(tag = "events", params(StreamEventsQuery),
    responses((status = 200, body = String, content_type = "text/event-stream")))]
#[get("/v1/logistics-events/stream")]
async fn stream_logistics_events(
    query: Query<op::StreamLogisticsEvents, StreamEventsQuery>,
    context: Data<Context>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    context.core.event_stream(query.caller(), &query.params, &request).await
}

//! Events on the wire: CloudEvents 1.0 in JSON, thin (ids and states, never personal data).

use chrono::{DateTime, Utc};
use domain::shared::EventId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// An event (CloudEvents 1.0) with its position in the feed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EventView {
    /// Always `1.0`.
    #[schema(example = "1.0")]
    pub specversion: String,
    /// Unique id of the event.
    pub id: EventId,
    /// The service it comes from.
    #[schema(example = "/agreement")]
    pub source: String,
    /// What happened.
    #[schema(example = "id.kad.agreement.signed")]
    pub r#type: String,
    /// The resource it happened to.
    #[schema(example = "agr_0192f0c1a2b37c4d8e5f60718293a4b5")]
    pub subject: String,
    /// When it was recorded.
    pub time: DateTime<Utc>,
    /// Always `application/json`.
    pub datacontenttype: String,
    /// Version of the shape of `data`; it grows when a reader of the former shape would stumble.
    #[schema(example = 1)]
    pub dataversion: i16,
    /// Position in the feed; ask for what comes `after` it.
    pub position: i64,
    /// Ids and states.
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
}

/// A slice of the feed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EventPage {
    /// Events in order of position.
    pub items: Vec<EventView>,
    /// Ask for what comes `after` this next; the given `after` when there is nothing new.
    pub next_after: i64,
    /// The life of the feed that these positions belong to: another one once its data was restored from an older copy. Keep
    /// it beside your position and send both; read again from 0 where it changes.
    #[schema(example = "0f8b8f0c-4b1f-4c4e-9d6f-6f2f1f0a7c11")]
    #[serde(default)]
    pub epoch: String,
}

/// What part of the feed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListEventsQuery {
    /// Position after which to start; 0 for the beginning. One that was not given yet is refused with `cursor-expired`: it
    /// comes from a feed that was since restored from an older copy, or from another one; begin anew then.
    #[param(minimum = 0, example = 0)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
    /// Events per answer, 1 to 500; 100 when absent.
    #[param(minimum = 1, maximum = 500)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// How long to wait for something new, in milliseconds, at most 25,000; 0 when absent.
    #[param(minimum = 0, maximum = 25000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_ms: Option<u32>,
    /// Only these types, separated by commas; each one that the feed can tell.
    #[param(max_length = 1000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub types: Option<String>,
    /// The `epoch` of the page that `after` comes from. Where the feed has another one now, `cursor-expired` says so.
    #[param(max_length = 36, example = "0f8b8f0c-4b1f-4c4e-9d6f-6f2f1f0a7c11")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<String>,
}

/// Where to start the stream.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct StreamEventsQuery {
    /// Position after which to start; the header `Last-Event-ID` wins over it.
    #[param(minimum = 0, example = 0)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
}

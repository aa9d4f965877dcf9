//! The rule table of ordering: how old the news of the other services may be while orders, readiness and departures are judged
//! by them.
//!
//! Owns the table as it is kept through the API (`service::dated`); how a row is applied stands in `domain`. Start at
//! `tables`.

mod access;
mod routes;
mod tables;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "feed-limits",
        about: "How old the news may be by which orders and departures are judged.",
    }],
);

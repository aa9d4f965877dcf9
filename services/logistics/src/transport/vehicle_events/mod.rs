//! Vehicle events: what vehicles report from the road, with the phone's own id and time.
//!
//! Owns the append-only record. A report is a fact and is never refused for the state the shipment is in;
//! when the first vehicle has left, or every one has come, the shipment moves if its own rules allow and the step is the
//! reporter's.

mod access;
mod operations;
mod queries;
mod routes;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "vehicle-events", about: "Reports from the road." }],
);

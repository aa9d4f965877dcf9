//! Loss statistics: what was lost on the way, per route and commodity, within the allowance and beyond.
//!
//! Owns no row: they are sums over the posted receipts that the caller may read. Refuses to add one measure to another.

mod access;
mod queries;
mod routes;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "loss-statistics", about: "What was lost on the way, per route and commodity." }],
);

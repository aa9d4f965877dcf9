//! Weighings: what animals weighed, on which scale, with the phone's own id and time; never changed.
//!
//! Owns the append-only record: the latest by the time of the weighing counts. Whoever reads the animal reads them. Refuses a scale
//! whose verification has passed, and the same weighing under two ids.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;

pub(in crate::stock) use queries::latest_of;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "weighings", about: "What animals weighed." }],
);

//! Sales reports: what outlets sold in a period, with an id that the shop's own system gives.
//!
//! Owns the append-only record: the latest report on a period of an outlet counts, and older ones stay as history. Read by who
//! runs the outlet, and by each maker for its own goods; by nobody else.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "sales-reports", about: "What outlets sold, for the makers of the goods." }],
);

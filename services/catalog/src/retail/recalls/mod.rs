//! Recalls: goods that nobody may go on selling or sending, issued in one call and read by every party.
//!
//! Owns the recall and which variants are recalled now. No listing is changed by it: their condition says so.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;

pub(in crate::retail) use queries::recalled_among;

use domain::catalog::RecallState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "recalls", about: "Goods taken back from shelves and roads." }],
)
.with_lifecycle::<RecallState>("Recall");

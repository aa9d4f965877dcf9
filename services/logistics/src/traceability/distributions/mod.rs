//! Distributions: what a buyer received goes on to its outlets, line by line and to the gram.
//!
//! Owns the append-only record: a correction is a distribution of its own that names the one in whose place it stands; what a
//! reversed receipt had brought in is shown as such and kept. Refuses, under the lock of the shipment, more than was accepted and not
//! taken back by claims; outlets of others, and days on which an outlet is not open. Start at `operations`.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;

pub(super) use queries::{corrections_of, reversals_of};
pub(super) use rows::declared;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "distributions", about: "What buyers give to their outlets of what they received." }],
);

//! How needs are covered, and what nobody has promised yet.
//!
//! Owns `open_need`: every period of the present version of every published demand with what was promised for it, kept in the
//! transaction of whatever moves either, under the lock of the demand, and equal to what is recomputed. Prices appear nowhere.

mod access;
mod figures;
mod forecasts;
mod queries;
mod routes;

pub(crate) use queries::{settle, settle_demand};

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "coverage", about: "How needs are covered, and what nobody has promised yet." }],
);

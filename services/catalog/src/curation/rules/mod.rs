//! The rule table of curation: the thresholds of grades.
//!
//! Owns the table as it is kept through the API (`service::dated`); how a row is applied stands in `domain`.

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
    &[Tag { name: "curation-grades", about: "The thresholds of the grades of curated products." }],
);

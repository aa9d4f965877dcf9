//! The rule table of signals: the figures by which they are raised.
//!
//! Owns the table as it is kept through the API (`service::dated`); how a row is applied stands in `domain`. Refuses rows that
//! begin in the past and two of one key on one day. Start at `tables`.

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
    &[Tag { name: "signal-rules", about: "Figures by which signals are raised." }],
);

//! Harvest forecasts: what growers expect to bring in, with the phone's own id and time.
//!
//! Owns the append-only record: the latest word on the same form and days of a season counts, by the time the phone was told,
//! and older ones stay as history. Whoever reads the season reads them. How old one is, is derived when read.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod weeks;

pub(super) use weeks::weeks_of;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "harvest-forecasts", about: "What growers expect to bring in." }],
);

//! Facilities: registered, changed and closed by their owner, read by every party.
//!
//! Owns whether one may be used on a day, which is derived when asked and never stored. Refuses changes by anybody else.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod usability;

pub(crate) use queries::{facilities_of, facility_region, find_facility};
pub(super) use queries::{facility_names, lock_facility};
pub(crate) use rows::FacilityRow;
pub(super) use usability::Known;

use domain::catalog::FacilityState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "facilities", about: "Farms, slaughterhouses, mills, hubs, warehouses and kitchens." }],
)
.with_lifecycle::<FacilityState>("Facility");

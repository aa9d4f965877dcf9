//! Outlets (gerai): opened, changed and closed by the party that runs them, read by every party.
//! Refuses changes by anybody else, and opening an outlet for a party that has not arrived yet.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;

pub(crate) use operations::{bad_chain, unknown_outlet};
pub(crate) use queries::{chains_of, find_outlet, find_outlets, lock_outlet};
pub(crate) use rows::OutletRow;

use domain::catalog::OutletState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "outlets", about: "Shops in which listed products are sold." }],
)
.with_lifecycle::<OutletState>("Outlet");

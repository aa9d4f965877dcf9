//! Inputs: what a cooperative gave its members before the harvest, recovered from what their goods bring.
//!
//! Owns what was given, which is never changed, only replaced; what of it is still owed follows from it and the statements
//! (`settlements`), and is never below nothing.
//! Read by the cooperative and the coordinator who keeps it; nobody is told of it.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;

pub(super) use queries::debts_of;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "member-inputs", about: "What cooperatives gave their members, to be recovered." }],
);

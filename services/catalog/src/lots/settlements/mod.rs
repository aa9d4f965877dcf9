//! Settlements: what a lot brought goes back to its members, to the gram and the rupiah.
//!
//! Owns the statements, which never change: one that follows a late reversal names the first. Nobody is paid less than nothing;
//! what is not recovered of a debt carries over. Totals are read by who runs the lot and the coordinators of its region, members'
//! accounts by their cooperative and the coordinator who keeps it alone. No name of a person is known here.

mod access;
mod accounts;
mod operations;
mod queries;
mod routes;
mod rows;
mod views;

pub(super) use operations::settle_consolidation_lot;
pub(super) use queries::is_outdated;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "lot-settlements", about: "What lots brought, and what of it goes back to each member." }],
);

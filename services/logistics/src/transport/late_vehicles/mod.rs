//! Vehicles that are late: they have not left although their goods were wanted, or not arrived although they were expected.
//!
//! Owns no row: it is derived when read, from orders, shipments and dated rows. Whoever may read a shipment may read that it
//! is late.

mod access;
mod queries;
mod routes;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "late-vehicles", about: "Vehicles that should have left or arrived." }],
);

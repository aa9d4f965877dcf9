//! Traces: what became of goods, both ways, shipment by shipment.
//!
//! Owns no row: a trace is read from what is recorded of lots, orders, shipments, vehicles, receipts and distributions, in a number
//! of statements that does not grow with what it shows. Shows what the caller may read of the trade, members as a number, and no
//! price. Refuses to trace from nothing or from two things at once. Start at `subject`, then `view`.

mod access;
mod queries;
mod routes;
mod rows;
mod subject;
mod view;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "traces", about: "Where goods come from and where they went." }],
);

//! The balance of contract lines, and the lock under which it is judged.
//!
//! Whoever takes from a line (issuing, taking a counter-offer, posting or reversing a receipt) calls
//! [`lock_lines`] first and [`judged`] (or [`current`]) in the next statement: lock and sum in one statement would sum a
//! snapshot older than the lock. Rows are locked in this order everywhere, so that nobody deadlocks:
//! shipment or receipt, then orders by id, then contract lines by id.
//!
//! `accepted_base` of an order line is a running figure; [`queries::at`] recomputes everything from the facts.

mod access;
mod queries;
mod routes;
mod views;
mod visibility;

pub(crate) use queries::{current, goods_on_the_road, judged, lock_lines, values};

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "balances",
        about: "What is committed, ordered, on the road, accepted and left on each line of a contract.",
    }],
);

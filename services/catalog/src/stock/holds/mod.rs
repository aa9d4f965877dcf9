//! Holds: what a buyer keeps for itself of a stock offer, under a contract in force with its supplier.
//!
//! Owns the sum: what stands and what was converted never is more than what is offered, judged under a lock of the offer. A hold
//! lapses after its last day, which is derived when asked. What was converted an order of the logistics service may name; where none
//! does, it goes back to the offer. It may name animals; one takes the place of another where it is healthy,
//! held for nobody and of an equal or better class of weight. Read by both sides and the governments of both sides of the contract.

mod access;
mod animals;
mod contracts;
mod operations;
mod queries;
mod routes;
mod rows;
mod substitutions;
mod views;
mod visibility;
mod waiting;

pub(in crate::stock) use queries::{buyers_of_animal, held_until, is_held};

use domain::catalog::HoldState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "holds", about: "What buyers keep for themselves of stock offers." }],
)
.with_lifecycle::<HoldState>("Hold")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

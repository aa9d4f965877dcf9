//! Commitments: what a partner region offers to supply of a demand, countered until both sides agree on one offer.
//!
//! Owns the offers of both sides, which contract lines deliver on one, and that shares of a line accepted at once never
//! exceed it: whatever moves a commitment holds its demand first. Start at `operations`.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;
mod waiting;

pub(crate) use queries::elsewhere::promised_elsewhere;
pub(crate) use queries::shares::{SharePromise, deliver_on, hold_shares, share_promises, shares_of_demand};
pub(crate) use queries::{accepted_on, commitments_read, promises_on, running_on};
pub(crate) use rows::LinkRow;

use domain::agreement::CommitmentState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "commitments", about: "What partner regions offer to supply of a demand." }],
)
.with_lifecycle::<CommitmentState>("Commitment")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

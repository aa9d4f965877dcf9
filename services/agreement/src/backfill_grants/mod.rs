//! Backfill grants: who may record facts of which past days, given by a coordinator of an agreement's side.
//!
//! [`claimed_time`] judges the claimed time of every transition of this service by them.

mod operations;
mod queries;
mod routes;
mod rows;

pub(crate) use operations::{Claim, claimed_time};
pub(crate) use routes::routes;

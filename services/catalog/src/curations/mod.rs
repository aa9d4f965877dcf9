//! Curation (kurasi): the supplier submits a variant, curators of the outlets' operator or of its region's
//! government look through it, a panel scores and decides for named channels and a term.
//!
//! Read by the supplier, and once submitted by the operator and the government of its region; by nobody else.
//! Refuses a panel without the buyer's side or with anybody related to the supplier, and an approval of another
//! version than the one submitted. What an approval is worth today is derived when asked.

mod decisions;
mod operations;
mod queries;
mod routes;
mod rows;
mod views;
mod waiting;

pub(crate) use operations::{unknown_outlet, unknown_variant};
pub(crate) use queries::approvals_of;
pub(crate) use routes::routes;
pub(crate) use waiting::curations_waiting;

//! Curation (kurasi): the supplier submits a variant, curators of the outlets' operator or of its region's
//! government look through it, a panel scores and decides for named channels and a term.
//!
//! Read by the supplier, and once submitted by the operator and the government of its region; by nobody else.
//! Refuses a panel of one, of people who are no curators, without the buyer's side or with anybody related to the supplier,
//! points that are not given by the member, and an approval of another version than the one submitted. What an approval is worth today is derived when asked.

mod access;
mod decisions;
mod operations;
mod panels;
mod queries;
mod routes;
mod rows;
mod views;
mod visibility;
mod waiting;

pub(crate) use queries::approvals_of;

use domain::catalog::CurationState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "curations",
        about: "Official tasting and judging of small-business products for outlets.",
    }],
)
.with_lifecycle::<CurationState>("Curation")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

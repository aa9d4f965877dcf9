//! Curation (kurasi): the supplier submits a variant with pictures, curators of the outlets' operator, of its region's
//! government or of the supplier's look through it, a panel scores and decides for named channels, a term and so many packages
//! a month; the points give the grade. The supplier takes it back before the decision, and submits again: what differs is shown.
//!
//! Read by the supplier, and once submitted by the operator and the governments of both regions; by nobody else.
//! Refuses a panel of one, of people who are no curators, without the buyer's side or the supplier's region, or with anybody related to the supplier,
//! points that are not given by the member, and an approval of another version than the one submitted. What an approval is worth today is derived when asked.

mod access;
mod decisions;
mod operations;
mod panels;
mod queries;
mod routes;
mod rows;
mod submissions;
mod views;
mod visibility;
mod waiting;

pub(crate) use queries::{approvals_of, reads_photo};

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

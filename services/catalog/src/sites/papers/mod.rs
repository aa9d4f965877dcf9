//! Papers of facilities: declared by the owner, accepted or rejected by a government of the region, followed by newer ones.
//!
//! Owns the check, and that nobody checks what was declared by the same hands. Every party reads that there is a paper; its
//! number is read by the owner, the governments of its region, and buyers. What dates decide is derived on the day of reading.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod views;
mod waiting;

pub(super) use queries::judged_papers;

use domain::catalog::FacilityPaperState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "facility-papers", about: "Papers of facilities, and who has checked them." }],
)
.with_lifecycle::<FacilityPaperState>("Facility paper")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

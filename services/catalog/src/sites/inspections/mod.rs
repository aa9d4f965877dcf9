//! Inspections: planned by a government of the facility's region or a buyer's people, answered by phones with ids of their own,
//! handed in with a score, closed once nothing they found is open.
//!
//! Read by the owner, the inspectors and the governments of the region; all of them are told. Owns the answers, which are never
//! changed but replaced, and shows two that differ as a conflict. What does not hold becomes a finding.

mod access;
mod answers;
mod operations;
mod queries;
mod routes;
mod rows;
mod steps;
mod visibility;
mod waiting;

pub(super) use queries::inspected_days;
pub(super) use rows::InspectionRow;

use domain::catalog::InspectionState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    |config| {
        routes::routes(config);
        steps::routes(config);
    },
    access::OPERATIONS,
    &[Tag { name: "inspections", about: "Inspections of facilities by checklist." }],
)
.with_lifecycle::<InspectionState>("Inspection")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

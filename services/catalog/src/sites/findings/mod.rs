//! Findings: what inspections found not to hold, mended by the owner, verified by other eyes, opened again, or waived.
//!
//! Begun by an inspection that is handed in and by nothing else. Read by whoever reads the inspection; all of them are told.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;
mod waiting;

pub(super) use operations::{correct_findings, record_findings};
pub(super) use queries::{count_unsettled, known_findings};

use domain::catalog::FindingState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "findings", about: "What inspections found not to hold, until it is settled." }],
)
.with_lifecycle::<FindingState>("Finding")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

//! Doubts about papers: anybody may report one; the coordinators of both governments of its contract read it and answer.
//!
//! Owns what was reported and what became of it. A code that was never issued belongs to the region where the paper was
//! seen. Refuses more open reports of one paper than people can read.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;
mod waiting;

use domain::agreement::ReportState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "authenticity-reports",
        about: "Doubts about papers, reported by anybody and read by the coordinators of both regions.",
    }],
)
.with_lifecycle::<ReportState>("Authenticity report")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

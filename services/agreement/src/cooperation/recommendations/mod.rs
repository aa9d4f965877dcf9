//! Recommendations: what a facilitator or an auditor advises the two sides of an agreement, and their answer. Changes no
//! trade data.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;
mod waiting;

use domain::agreement::RecommendationState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "recommendations",
        about: "Advice of facilitators and auditors on an agreement, answered by its sides.",
    }],
)
.with_lifecycle::<RecommendationState>("Recommendation")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

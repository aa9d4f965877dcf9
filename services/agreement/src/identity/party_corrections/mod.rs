//! Corrections of a party by two persons: numbers that were mistyped, and parties that were registered twice. What was
//! there before stays in the correction.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;
mod waiting;

use domain::agreement::PartyCorrectionState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "party-corrections",
        about: "Numbers and double registrations of parties, put right by two persons.",
    }],
)
.with_lifecycle::<PartyCorrectionState>("Party correction")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

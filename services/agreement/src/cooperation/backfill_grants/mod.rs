//! Backfill grants: who may record facts of which past days, given by a coordinator of an agreement's side.
//!
//! Every transition of this service is judged by them, through the view `backfill_window`.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "backfill-grants",
        about: "Permissions to record what happened before the system was there.",
    }],
);

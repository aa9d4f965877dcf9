//! Backfill grants: who may record facts of which past days under an agreement, proposed by one side and confirmed by the
//! other, for what they let in moves figures that were told.
//!
//! Every transition under the agreement is judged by them, through the view `backfill_window`.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;
mod waiting;

use domain::agreement::BackfillGrantState;
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
)
.with_lifecycle::<BackfillGrantState>("Backfill grant")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

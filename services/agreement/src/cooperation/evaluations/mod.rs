//! Evaluations of trials (uji coba): what the buyer found, with figures of the platform's own, and the rule that a large quota
//! follows a trial that has passed.
//!
//! Owns the procedure: the buyer evaluates a trial that has shown something, the supplier agrees or objects, the buyer says
//! which conditions are met; a correction is a new evaluation. Refuses, through [`expect_trial`], contracts and amendments that
//! promise more per month than `/v1/trial-thresholds` say without such a trial. Start at `operations`.

mod access;
mod figures;
mod operations;
mod queries;
mod quota;
mod routes;
mod rows;
mod visibility;
mod waiting;

pub(crate) use quota::{Judged, expect_trial};

use domain::agreement::EvaluationState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "evaluations",
        about: "What buyers found of trials, with the figures of their orders and receipts.",
    }],
)
.with_lifecycle::<EvaluationState>("Evaluation")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

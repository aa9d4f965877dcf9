//! Signals: findings that trade may not be what it seems, for the coordinators of both sides of an agreement and its auditors.
//!
//! Owns the signal with its evidence, raised once for the same facts (`raising`), and what coordinators find it to be. Refuses to
//! show it to anybody who trades, and bars nothing. What raises it stands in `findings`. Start at `operations`.

mod access;
mod operations;
mod queries;
mod raising;
mod routes;
mod rows;
mod visibility;
mod waiting;

pub(in crate::checking) use raising::{Finding, raise};

use domain::logistics::SignalState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "signals",
        about: "Findings that trade may not be what it seems, for coordinators and auditors.",
    }],
)
.with_lifecycle::<SignalState>("Signal")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

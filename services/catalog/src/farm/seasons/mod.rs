//! Seasons: what grows on the plots of a supplier, from the plan to the harvest, with what was given for it.
//!
//! Owns the facts, each a step with its time, and the inputs, which are never changed but taken back. Read by the owner, the
//! governments of its home region, and the buyer and both governments of the contract it is grown for; all of them are told.
//! Refuses seasons on others' plots and two of one form on one plot at once.

mod access;
mod inputs;
mod operations;
mod queries;
mod routes;
mod rows;
mod steps;
mod views;
mod visibility;
mod waiting;

pub(super) use queries::lock_season_row;
pub(super) use rows::SeasonRow;
pub(super) use visibility::visible;

use domain::catalog::SeasonState;
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
    &[Tag { name: "seasons", about: "What grows on plots, from the plan to the harvest." }],
)
.with_lifecycle::<SeasonState>("Season")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

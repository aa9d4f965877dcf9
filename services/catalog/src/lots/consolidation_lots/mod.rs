//! Consolidation lots: opened at a hub, sorted, sealed by two, set aside for order lines, gone, settled.
//!
//! Owns the lot and its way; what members brought stands in `contributions`, what they get in `settlements`. Read by the hub, the
//! cooperative and the governments of the hub's region; all of them are told, of nobody's goods in particular.

mod access;
mod allocations;
mod gradings;
mod operations;
mod queries;
mod routes;
mod rows;
mod seals;
mod steps;
mod waiting;

pub(super) use operations::reply;
pub(crate) use queries::{LotOwners, lot_owners};
pub(super) use queries::{find_lot, lock_lot, share_lot};
pub(super) use rows::{LotRow, WholeLot, part, run_by_two, weighed};

use domain::catalog::LotState;
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
    &[Tag { name: "consolidation-lots", about: "Many members' small stocks as one lot." }],
)
.with_lifecycle::<LotState>("Consolidation lot")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

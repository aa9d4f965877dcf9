//! Demands: what a buyer needs, in which period and where, in versions that count from the next period.
//!
//! Owns who reads a published need: the buyer and its government, and whom an agreement that has not ended brings together
//! with the buyer's region over the commodity. Refuses whatever `domain::agreement` refuses. Start at `operations`.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;
mod waiting;

pub(crate) use queries::{find_demand, get_demand};
pub(crate) use rows::{DemandLineRow, DemandPeriodRow, DemandRow, WholeDemand, WholeLine};
pub(crate) use visibility::Sight;

use domain::agreement::DemandState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "demands", about: "What buyers need, in which period and where." }],
)
.with_lifecycle::<DemandState>("Demand")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

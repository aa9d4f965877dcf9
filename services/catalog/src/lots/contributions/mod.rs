//! Contributions: members' goods weighed into a lot by phones with ids of their own; replaced but never changed.
//!
//! Refuses what was weighed on a lapsed scale, brings nothing, or comes from nobody's member, and everything once the lot is
//! sealed. Read by the hub, the cooperative and the coordinators of the region; what a feed tells of it is the lot alone.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;

pub(super) use queries::{current_contributions, insert_gradings, members_of};
pub(super) use rows::{Contribution, GradingRow};

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "contributions", about: "What members bring to consolidation lots." }],
);

//! Parties: the organisations that act on the platform, registered by the coordinator of their region.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;

pub(crate) use operations::{held_by_another, new_party, read_numbers, taken};
pub(crate) use queries::{
    find_party, has_government, holder_of, insert_party, is_at_work, lock_party, short_names, with_names,
};
pub(crate) use rows::{PartyRow, covers};
pub(crate) use visibility::SIGNED;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "parties", about: "Governments, businesses and all others who take part." }],
);

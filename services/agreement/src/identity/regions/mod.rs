//! Regions of Indonesia: reference data, read-only (`data/README.md` for source and licence).

mod access;
mod queries;
mod routes;
mod visibility;

pub(crate) use queries::{contains, find_keeper, find_region, keeper_of, keeper_of_party};
pub(crate) use visibility::{governed_by, governments_of};

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "regions", about: "Provinces, cities and regencies with their official codes." }],
);

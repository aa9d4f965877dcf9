//! Regions of Indonesia: reference data, read-only (`data/README.md` for source and licence).

mod queries;
mod routes;

pub(crate) use queries::{contains, find_region, region_exists};
pub(crate) use routes::routes;

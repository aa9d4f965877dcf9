//! Where it is sold: outlets and what stands in them.

pub(crate) mod listings;
pub(crate) mod outlets;

pub(crate) use outlets::{OutletRow, bad_chain, find_outlets, unknown_outlet};

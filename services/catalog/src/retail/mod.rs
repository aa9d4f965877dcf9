//! Where it is sold: outlets, what stands in them, and what they sold.

pub(crate) mod listings;
pub(crate) mod outlet_exceptions;
pub(crate) mod outlets;
pub(crate) mod recalls;
pub(crate) mod sales;

pub(crate) use outlets::{OutletRow, bad_chain, chains_of, find_outlets, unknown_outlet};

//! Commodities: reference data every other feature and service refers to by code. Filled at the first start, kept
//! by the platform's administrator; a form that exists is never taken away, because contracts refer to it.

mod operations;
mod queries;
mod routes;
mod rows;
mod seed;

pub(crate) use queries::{find_commodity, find_form};
pub(crate) use routes::routes;
pub(crate) use rows::CommodityRow;
pub(crate) use seed::seed;

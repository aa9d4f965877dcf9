//! Outlets (gerai): opened, changed and closed by the party that runs them, read by every party.
//! Refuses changes by anybody else, and opening an outlet for a party that has not arrived yet.

mod operations;
mod queries;
mod routes;
mod rows;

pub(crate) use operations::bad_chain;
pub(crate) use queries::{find_outlet, find_outlets};
pub(crate) use routes::routes;
pub(crate) use rows::OutletRow;

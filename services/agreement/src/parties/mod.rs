//! Parties: the organisations that act on the platform, registered by the coordinator of their region.

mod operations;
mod queries;
mod routes;
mod rows;

pub(crate) use queries::find_party;
pub(crate) use routes::routes;
pub(crate) use rows::{PartyRow, covers};

//! Work items: what waits for the caller's party, derived from the states of things, never stored.

mod queries;
mod routes;

pub(crate) use routes::routes;

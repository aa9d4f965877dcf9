//! The realisation report of an agreement: what was accepted since the signature, from projected receipts.

mod queries;
mod routes;

pub(crate) use routes::routes;

//! Machine clients of a party: known by the SHA-256 of a secret or by a public key, so that nothing here could
//! be used to act as one. Kept by whoever keeps the party.

mod operations;
mod queries;
mod routes;
mod rows;

pub(crate) use queries::find_client;
pub(crate) use routes::routes;
pub(crate) use rows::ClientRow;

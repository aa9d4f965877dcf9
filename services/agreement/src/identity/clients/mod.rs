//! Machine clients of a party: known by the SHA-256 of a secret or by a public key, so that nothing here could
//! be used to act as one. Kept by whoever keeps the party.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;

pub(crate) use queries::find_client;
pub(crate) use rows::ClientRow;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "clients", about: "Machines that act for a party, and how they prove who they are." }],
);

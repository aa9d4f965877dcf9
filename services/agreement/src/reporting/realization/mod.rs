//! The realisation report of an agreement: what was accepted since the signature, from projected receipts.

mod access;
mod queries;
mod routes;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "realization", about: "What an agreement promised and what has come of it." }],
);

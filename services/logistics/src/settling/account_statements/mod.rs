//! Accounts: what a party is owed and owes, contract by contract, since when, and how late.
//!
//! Owns nothing: it is computed from receipts, final statements and payments. Refuses: anybody but the party itself and the
//! coordinator who keeps it, as if there were no such party. Start at `queries`.

mod access;
mod queries;
mod routes;
mod visibility;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "account-statements", about: "What a party is owed and owes, since when, and how late." }],
);

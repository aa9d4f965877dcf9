//! Rule tables of verification: which papers a supplier needs, by kind of party and commodity, and how many files a party may
//! bring.
//!
//! Owns the tables as they are kept through the API (`service::dated`); how a row is applied stands in `domain`. Refuses rows
//! that begin in the past and two of one key on one day. Start at `tables`.

mod access;
mod routes;
mod tables;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[
        Tag { name: "document-requirements", about: "The papers that suppliers need to be verified." },
        Tag { name: "file-quotas", about: "How many files, and bytes, a party may bring." },
    ],
);

//! Rule tables of the sites: what facilities are judged by, and what is looked at in them.
//!
//! Owns the table as it is kept through the API (`service::dated`); how a row is applied stands in `domain`.

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
        Tag { name: "facility-rules", about: "What facilities are judged by." },
        Tag { name: "checklists", about: "What is looked at in facilities, in versions." },
    ],
);

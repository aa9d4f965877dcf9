//! Rule tables of the road: which papers goods need, what may be lost without anybody's fault, and when vehicles are late.
//!
//! Owns the four tables as they are kept through the API (`service::dated`); how a row is applied stands in `domain`.
//! Refuses rows that begin in the past, two of the same on one day (bands of hours that overlap), and unknown commodities. Start at `tables`.

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
        Tag { name: "gate-rules", about: "Papers that businesses must hold for their goods to travel." },
        Tag { name: "journey-requirements", about: "Papers made out for one journey." },
        Tag { name: "allowances", about: "What may be lost on the road." },
        Tag { name: "lateness-rules", about: "Times after which vehicles are late." },
    ],
);

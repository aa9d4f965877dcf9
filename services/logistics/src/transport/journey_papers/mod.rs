//! Papers of a journey, one by one: shown when a shipment is under way already, and confirmed by who has seen them.
//!
//! Owns what happens to one paper; the papers of a plan come with the shipment. Refuses a paper that says otherwise than on
//! another shipment, and a second confirmation. Start at `operations`.

mod access;
mod operations;
mod routes;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "journey-papers", about: "Papers made out for one journey, and who confirmed them." }],
);

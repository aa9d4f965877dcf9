//! The public check: what a paper with an authenticity code is worth today, and nothing commercial.

mod access;
mod papers;
mod routes;

pub(crate) use papers::find_paper;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "authenticity",
        about: "What anybody may ask about a paper: whether it is genuine and holds today.",
    }],
);

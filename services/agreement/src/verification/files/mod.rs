//! Files: scans that papers refer to. Declared first, then their bytes arrive and are checked, then they are
//! referred to. Seen by their owner and by those who check what they are attached to.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;

pub(crate) use queries::find_own_upload;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "files", about: "Scans and photographs that facts refer to." }],
);

//! Files: scans that papers refer to. Declared first, then their bytes arrive and are checked, then they are
//! referred to. Seen by their owner, by those who check what they are attached to, and by who reads a text that names them.
//!
//! The life of their bytes is that of all files (`service::files`). Refuses bytes that are not what was declared.

mod access;
mod kept;
mod operations;
mod queries;
mod routes;
mod rows;

pub use kept::Papers;
pub(crate) use operations::scan;
pub(crate) use queries::{attach_own_upload, attach_scans, shown_before};

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "files", about: "Scans and photographs that facts refer to." }],
);

//! Pictures of goods: declared first, then their bytes arrive, are checked and made smaller, then they are attached to a
//! variant or sent with a curation. Read by their owner and by whoever reads what they are attached to.
//!
//! What is kept is never what came: each size is encoded anew, so that nothing a camera wrote into the file (where and when
//! it was taken, by whose phone) is served. The life of the bytes is that of all files (`service::files`). Refuses bytes that
//! are not what was declared, and pictures of more points than are decoded.

mod access;
mod kept;
mod operations;
mod queries;
mod renditions;
mod routes;
mod rows;

pub use kept::Images;
pub(crate) use operations::{attach, check_images};
pub(crate) use queries::let_go_unused;
pub(crate) use renditions::Workshop;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> =
    Feature::new(routes::routes, access::OPERATIONS, &[Tag { name: "images", about: "Pictures of goods." }]);

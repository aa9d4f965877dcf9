//! Files: scans that papers refer to. Declared first, then their bytes arrive and are checked, then they are
//! referred to. Seen by their owner, by those who check what they are attached to, and by who reads a text that names them.
//!
//! Owns what a party may bring (`FileQuota`), and the life of the bytes: they lie in a `store` outside the database, written
//! before the row that knows them and deleted after it, so that a crash leaves bytes without a row and never a row without
//! bytes; `care` deletes what nothing refers to. Refuses bytes that are not what was declared.

mod access;
mod care;
mod copies;
mod operations;
mod queries;
mod routes;
mod rows;
mod store;
mod uploads;

pub(crate) use care::look_after;
pub use care::tend;
pub use copies::{CopiedFiles, copy_files, restore_files};
pub(crate) use operations::scan;
pub(crate) use queries::{attach_own_upload, attach_scans};
pub use store::FileStore;
pub(crate) use uploads::Uploads;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "files", about: "Scans and photographs that facts refer to." }],
);

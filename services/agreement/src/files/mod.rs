//! Files: scans that papers refer to. Declared first, then their bytes arrive and are checked, then they are
//! referred to. Seen by their owner and by those who check what they are attached to.

mod operations;
mod queries;
mod routes;
mod rows;

pub(crate) use queries::find_own_upload;
pub(crate) use routes::routes;

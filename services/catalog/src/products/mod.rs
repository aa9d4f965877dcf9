//! Products: what a supplier offers. A draft is its supplier's (and seen by curators), a published product is seen
//! by every caller, a withdrawn one stays readable. Refuses changes of what is not the caller's own.

mod operations;
mod queries;
mod routes;
mod rows;
mod search;
mod sight;
mod waiting;

pub(crate) use operations::audience;
pub(crate) use queries::lock_product;
pub(crate) use routes::routes;
pub(crate) use rows::ProductRow;
pub(crate) use sight::{Sight, seen};
pub(crate) use waiting::{PUBLISH_PRODUCT, drafts_waiting};

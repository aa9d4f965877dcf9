//! What is to be known: realisation reports, and what waits for whom.

pub(crate) mod realization;
pub(crate) mod work_items;

//! Which product may enter which outlet: the panel and its decision.

pub(crate) mod curations;
pub(crate) mod rules;

pub(crate) use curations::{approvals_of, reads_photo};

//! The public check: what a paper with an authenticity code is worth today, and nothing commercial.

mod routes;

pub(crate) use routes::routes;

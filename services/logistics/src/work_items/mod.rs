//! What waits for the caller's party; derived from the state of things, never stored.
//!
//! Each kind of thing is a source: a query of what waits, oldest first, cut at the page. A source gives
//! each subject at most once; [`routes`] merges the sources.

mod call_offs;
mod place;
mod receipts;
mod routes;
mod shipments;

pub(crate) use routes::routes;

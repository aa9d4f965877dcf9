//! Listings: a variant in an outlet.
//!
//! Asked for by the supplier and taken on by the outlet's operator, or put there by the operator at once. Refuses a
//! closed outlet, a product that is not published or lacks a permit, and one that needs curation and has none that
//! holds. Whether a listing still holds today is derived when asked. Pending and delisted ones are seen by the two
//! sides alone, the others by every party.

mod facts;
mod operations;
mod queries;
mod routes;
mod rows;
mod views;
mod waiting;

pub(crate) use facts::{JudgedVariant, find_judged};
pub(crate) use routes::routes;
pub(crate) use waiting::{ACCEPT_LISTING, listings_waiting};

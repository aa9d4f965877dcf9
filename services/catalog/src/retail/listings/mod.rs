//! Listings: a variant in an outlet.
//!
//! Asked for by the supplier and taken on by the outlet's operator, or put there by the operator at once. Refuses a
//! closed outlet, a product that is not published or lacks a permit, one that needs curation and has none that holds, and
//! more than the panel approved for a month over all outlets. Whether a listing still holds today is derived when asked. Pending and delisted ones are seen by the two
//! sides alone, the others by every party.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod views;
mod visibility;
mod volumes;
mod waiting;

use domain::catalog::ListingState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "listings", about: "Products on the shelf of an outlet." }],
)
.with_lifecycle::<ListingState>("Listing")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

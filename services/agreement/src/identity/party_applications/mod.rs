//! Party applications: a person who is signed in and a member of nothing asks for a party of its own business, and the
//! coordinator of the home region registers it or says why not.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;
mod waiting;

use domain::agreement::PartyApplicationState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "party-applications", about: "People who ask for a party of their own business." }],
)
.with_lifecycle::<PartyApplicationState>("Party application")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

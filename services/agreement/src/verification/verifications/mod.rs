//! Supplier verification: the supplier shows its papers, the technical agency of its home region checks them,
//! the coordinator, another person, decides. What that is worth on a day is derived: see `standing`.

mod access;
mod decisions;
mod operations;
mod queries;
mod routes;
mod rows;
mod standing;
mod visibility;
mod waiting;

pub(crate) use standing::{PartyStanding, Standings, standing, tell_standings};
pub(crate) use visibility::Viewer;

use domain::agreement::VerificationState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "supplier-verifications",
        about: "Proof that a business may supply: its papers, the visit, the decision.",
    }],
)
.with_lifecycle::<VerificationState>("Supplier verification")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

//! Invitations: who keeps a party gives a code, and the person who first signs in with it becomes a member. Nobody has to
//! know the subject of a sign-in beforehand.

mod accept;
mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;

pub(crate) use accept::{Joined, accept};

use domain::agreement::InvitationState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "invitations",
        about: "Codes by which people become members of a party at their first sign-in.",
    }],
)
.with_lifecycle::<InvitationState>("Invitation");

//! Memberships: people who act for a party, known by issuer and subject of their sign-in. Granted by whoever
//! keeps the party; which roles fit is a rule of the domain.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod waiting;

pub(crate) use operations::{check_grant, expect_room, granted_roles, keeps, keeps_in_sight};
pub(crate) use queries::{find_member, has_confirmer, insert_membership, memberships_of_person};
pub(crate) use rows::{MembershipRow, NewMember, read_roles};

use domain::agreement::MembershipState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "memberships", about: "People and the roles they hold in a party." }],
)
.with_lifecycle::<MembershipState>("Membership")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

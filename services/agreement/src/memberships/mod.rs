//! Memberships: people who act for a party, known by issuer and subject of their sign-in. Granted by whoever
//! keeps the party; which roles fit is a rule of the domain.

mod operations;
mod queries;
mod routes;
mod rows;

pub(crate) use operations::{check_grant, granted_roles, keeps, keeps_in_sight};
pub(crate) use queries::memberships_of_person;
pub(crate) use routes::routes;
pub(crate) use rows::{MembershipRow, read_roles};

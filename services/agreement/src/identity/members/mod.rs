//! Members: the roll of a cooperative or a farmer group. It holds people, so it is read by its own party's keepers and the
//! coordinator of the region alone, and a person can be removed from it (UU 27/2022).
//!
//! Nothing of a person leaves the table `member`: events, history, kept answers and problems carry ids, states and codes, and
//! of the NIK there is a keyed hash ([`PersonKey`]). Refuses rolls of other kinds of parties, and the same person twice.

mod access;
mod draft;
mod figures;
mod import;
mod operations;
mod person;
mod person_key;
mod queries;
mod routes;
mod rows;
mod visibility;

pub(crate) use person_key::PersonKey;

use domain::agreement::MemberState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "members",
        about: "People of a cooperative or farmer group, seen by it and its coordinator.",
    }],
)
.with_lifecycle::<MemberState>("Member");

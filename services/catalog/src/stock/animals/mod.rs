//! Live animals: known by their tags, healthy, under treatment or dead, and members of an offer or of none.
//!
//! What one weighs and its class of weight are derived from its weighings. Read by the owner, the governments of the owner's home
//! region, every party while it belongs to an offer that was published, and buyers whose holds name it. Refuses a tag that
//! another animal has, and to take an animal out of an offer while it is held.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod views;
mod visibility;
mod waiting;

pub(in crate::stock) use queries::{count_of_offer, find_own_animal, lock_animals};
pub(in crate::stock) use rows::{AnimalRow, Weight, owners_own};
pub(in crate::stock) use visibility::visible;

use domain::catalog::AnimalState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "animals", about: "Live animals by their tags, and how they are." }],
)
.with_lifecycle::<AnimalState>("Animal")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

//! Bank accounts of parties: proposed by one person, confirmed by an independent second one, and paid to once a cooling-off has
//! passed in which the party or its coordinator stops what is wrong. Start reading at [`domain::agreement::TimeOfUse`].
//!
//! Refuses a second change while one is open, and anything that would take away the account in use.

mod access;
mod account_key;
mod operations;
mod queries;
mod routes;
mod rows;
mod sight;
mod visibility;
mod waiting;

pub(crate) use account_key::AccountKey;
pub(crate) use queries::show_accounts;

use domain::agreement::BankAccountState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "bank-accounts",
        about: "Where parties are paid, changed by two persons and not at once.",
    }],
)
.with_lifecycle::<BankAccountState>("Bank account")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

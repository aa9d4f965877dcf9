//! Claims: what one business of a contract asks of the other for goods that came short, damaged, late or not as agreed.
//!
//! Owns the claim and its way from the figures of a receipt, or a hand, to terms that both businesses agreed on or both
//! coordinators decided; what an outcome takes back no longer counts as accepted. Refuses loss within the allowance, what comes
//! after the notice window or on a receipt that was taken back, and terms beyond what was claimed or the goods were worth. Never
//! moves money: what was agreed is read by who settles (`agreed`). Start at `opening`, then `operations`.

mod access;
mod agreed;
mod create;
mod opening;
mod operations;
mod queries;
mod routes;
mod rows;
mod terms;
mod view;
mod visibility;
mod waiting;

pub(in crate::settling) use agreed::{AgreedClaim, agreed_claims, settle_claims};
pub(crate) use opening::{ClaimedGoods, end_claims_of_receipt, open_by_figures, open_for_lost_goods};
pub(crate) use operations::expect_no_identity_claim;
pub(crate) use queries::held_by_identity_claims;
pub(crate) use terms::read_quantity;

use domain::logistics::ClaimState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "claims",
        about: "What one business asks of the other for goods that were not as agreed.",
    }],
)
.with_lifecycle::<ClaimState>("Claim")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

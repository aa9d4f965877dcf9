//! Agreements: the umbrella two regional governments sign, from the draft to its end.
//!
//! Owns the procedure between the two equal sides: who offers, answers, edits, confirms, signs and
//! suspends. Refuses whatever `domain::agreement` refuses; shows an agreement to who may read it alone.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;
mod waiting;

pub(crate) use operations::{attachments, expect_known, json, keep_scans, named};
pub(crate) use queries::{
    find_agreement_by_id, find_agreements, get_agreement, lock_agreement, share_agreement, sides_of,
    sides_of_agreement,
};
pub(crate) use rows::{AgreementFacts, AgreementRow, WHOLE_PAPERS, named_papers, suspended_by_the_other};
pub(crate) use visibility::{businesses_under, visible_to};

use domain::agreement::AgreementState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "agreements",
        about: "Agreements of two governments: drafted, agreed, signed, and what becomes of them.",
    }],
)
.with_lifecycle::<AgreementState>("Agreement")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

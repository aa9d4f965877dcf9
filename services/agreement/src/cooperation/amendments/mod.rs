//! Amendments (adendum): the whole new terms of an agreement or of a contract in force.
//!
//! Owns the procedure: one side writes and proposes, both regions agree to the text, everybody who signed the first text signs.
//! What it says holds from its day on (`texts`), and nothing of before changes. Refuses a second one of the same text while
//! one waits, and every reduction below what is taken already; a proposed reduction is told to logistics, which lets no more
//! be ordered than the lower of both texts, and it is signed once logistics has told that it does (ADR 19). Start at
//! `operations`.

mod access;
mod operations;
mod queries;
mod reductions;
mod routes;
mod rows;
mod subject;
mod texts;
mod visibility;
mod waiting;

pub(crate) use queries::{agreements_amended, amended_text, open_amendments, texts_of};
pub(crate) use rows::AmendmentRow;
pub(crate) use texts::{StoredText, StoredVersion, shown_value, version_at, versions};

use domain::agreement::AmendmentState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "amendments",
        about: "Amendments: the whole new terms of an agreement or of a contract in force, from a day on.",
    }],
)
.with_lifecycle::<AmendmentState>("Amendment")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

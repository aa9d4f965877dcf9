//! Agreements: the umbrella two regional governments sign, from the draft to its end.
//!
//! Owns the procedure between the two equal sides: who offers, answers, edits, confirms, signs and
//! suspends. Refuses whatever `domain::agreement` refuses; shows an agreement to its readers alone.

mod operations;
mod queries;
mod routes;
mod rows;

pub(crate) use operations::{attachments, json};
pub(crate) use queries::{find_agreement_by_id, get_agreement, lock_agreement, share_agreement};
pub(crate) use routes::routes;
pub(crate) use rows::AgreementRow;

//! What can be done with call-off orders: writing and issuing them, answering them, ending them.

mod answer;
mod create;
mod end;
mod issue;

pub(super) use answer::{accept_call_off, accept_counter_offer, counter_call_off, refuse_call_off};
pub(super) use create::create_call_off;
pub(super) use end::{cancel_call_off, close_call_off, close_call_off_short};
pub(super) use issue::issue_call_off;

use api_types::{Check, TransitionRequest};
use service::{Error, NoteRule, Tx, check_transition};

use crate::claims::{Claim, claimed};

/// Checks the circumstances of a transition and the time it claims.
async fn circumstances(tx: &mut Tx<'_>, request: &TransitionRequest, note: NoteRule) -> Result<Claim, Error> {
    let mut check = Check::new();
    check_transition(&mut check, request, note);
    check.finish()?;
    claimed(tx, request.occurred_at).await
}

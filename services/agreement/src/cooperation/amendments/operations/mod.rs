//! What can be done with amendments: writing one; the rest by kind of step in [`agree`] (the consents to its text) and
//! [`advance`] (proposing it, and giving it up).

mod advance;
mod agree;
mod draft;
mod effects;

pub(super) use advance::{give_up_amendment, propose_amendment};
pub(super) use agree::{agree_amendment, sign_amendment};
pub(super) use draft::{create_agreement_amendment, create_contract_amendment};

use chrono::NaiveDate;
use service::{Error, OccurredAt, Tx, Versioned as _};
use web::Reply;

use super::rows::{Amendment, Known};

/// The day of a step that an amendment is judged by: today, whatever was said; the day that was said where a grant of both sides
/// lets the past be recorded. Nothing is changed before it.
fn day_of(tx: &Tx<'_>, occurred: OccurredAt) -> NaiveDate {
    if occurred.backfilled { occurred.day() } else { tx.today() }
}

/// Answers with the amendment as it is now.
async fn reply(tx: &mut Tx<'_>, amendment: &Amendment) -> Result<Reply, Error> {
    let known = Known::of(tx.conn, [amendment]).await?;
    let day = tx.today();
    Ok(Reply::ok(&amendment.etag(day), &amendment.view(tx.caller(), day, &known)?)?)
}

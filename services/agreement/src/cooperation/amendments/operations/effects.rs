//! What an amendment does to what it changes: what a proposal holds back, and the new text once it is signed.

use chrono::NaiveDate;
use domain::agreement::{AgreementHappened, ContractHappened};
use service::{Error, Tx, Versioned as _};

use crate::cooperation::agreements::json;
use crate::cooperation::amendments::queries::{insert_new_lines, insert_texts};
use crate::cooperation::amendments::rows::Amendment;
use crate::cooperation::amendments::subject::Subject;
use crate::cooperation::amendments::texts::{StoredVersion, versions};
use crate::cooperation::contracts::settle_sources;
use crate::cooperation::evaluations::{Judged, expect_trial};

/// A proposal that takes something away holds it back from now on: the contract says so, and logistics reads it.
pub(super) async fn hold_back(tx: &mut Tx<'_>, amendment: &mut Amendment) -> Result<(), Error> {
    let takes_away = amendment.row.takes_away()?;
    let row = &mut amendment.row;
    let Subject::Contract(whole, _) = &mut amendment.subject else { return Ok(()) };
    if !takes_away {
        return Ok(());
    }
    tx.change(whole.as_mut(), ContractHappened::AmendmentProposed).await?;
    row.capped_version = Some(whole.version());
    Ok(())
}

/// What a new text of a contract promises follows a trial, where it raises what is large already or becomes so.
pub(super) async fn follow_trial(
    tx: &mut Tx<'_>,
    amendment: &Amendment,
    (from, day): (NaiveDate, NaiveDate),
) -> Result<(), Error> {
    let Subject::Contract(whole, _) = &amendment.subject else { return Ok(()) };
    let (before, text) = (amendment.row.before()?, amendment.row.after()?);
    let judged = Judged { text: &text, from, before: Some(&before) };
    expect_trial(tx, whole, judged, day).await
}

/// What it held back may be ordered again.
pub(super) async fn lift_cap(tx: &mut Tx<'_>, amendment: &mut Amendment) -> Result<(), Error> {
    let Subject::Contract(whole, _) = &mut amendment.subject else { return Ok(()) };
    // What has ended takes no orders anyway, and is changed no more.
    if amendment.row.capped_version.is_none() || !whole.row.state.is_amended() {
        return Ok(());
    }
    tx.change(whole.as_mut(), ContractHappened::AmendmentGivenUp).await
}

/// The new text holds from a day on.
pub(super) async fn put_into_force(
    tx: &mut Tx<'_>,
    amendment: &mut Amendment,
    from: NaiveDate,
) -> Result<(), Error> {
    let row = &mut amendment.row;
    row.in_force_from = Some(from);
    let new = |number| {
        Ok::<_, Error>(StoredVersion {
            number,
            amendment_id: Some(row.id),
            in_force_from: from,
            recorded_at: tx.now,
            text_sha256: row.text_sha256.clone(),
            text: row.after()?,
        })
    };
    match &mut amendment.subject {
        Subject::Contract(whole, _) => {
            let last = whole.last_text();
            let mut texts = vec![new(last.number + 1)?];
            if last.amendment_id.is_none() {
                texts.insert(0, last);
            }
            let lines = row.after()?.lines;
            insert_new_lines(tx.conn, &lines, row.id).await?;
            insert_texts(tx.conn, whole.row.id, &texts).await?;
            whole.versions.extend(texts);
            settle_sources(tx, whole, &lines).await?;
            tx.change(whole.as_mut(), ContractHappened::Amended).await
        }
        Subject::Agreement(agreement) => {
            let (mut texts, last) = (versions(&agreement.amended)?, agreement.last_text()?);
            let number = last.number + 1;
            if texts.is_empty() {
                texts.push(last);
            }
            texts.push(new(number)?);
            agreement.amended = json(&texts);
            tx.change(agreement.as_mut(), AgreementHappened::Amended).await
        }
    }
}

//! Consents to a statement by which something ends: they count together only for so many days.

use std::str::FromStr;

use chrono::NaiveDate;
use domain::agreement::{Consent, ConsentKind, ConsentProgress, give_consent};
use domain::shared::{Id as _, TextHash, TransitionId};
use service::{Error, Tx};
use uuid::Uuid;

use super::{ConsentRow, consents_by, insert_consent, list_consents, refused};

/// A consent to end something.
#[derive(Debug)]
pub(crate) struct Ending<'a, W: 'static> {
    /// What ends.
    pub(crate) subject: Uuid,
    /// What kind of ending.
    pub(crate) kind: ConsentKind,
    /// Who agrees.
    pub(crate) by: W,
    /// Everybody who has to.
    pub(crate) needed: &'static [W],
    /// The statement agreed to, and the present one.
    pub(crate) submitted: &'a TextHash,
    /// The present statement.
    pub(crate) present: &'a TextHash,
    /// Who signs, where it is signed.
    pub(crate) signatory: Option<serde_json::Value>,
}

/// The consents of a kind that still count on a day.
pub(crate) fn counting(rows: &[ConsentRow], kind: ConsentKind, day: NaiveDate) -> Vec<ConsentRow> {
    let counts = |row: &&ConsentRow| row.kind == kind && row.counts_on(day);
    rows.iter().filter(counts).cloned().collect()
}

/// The other side's consent to an ending that waits for this side's: the newest that counts, where it is not its own.
pub(crate) fn unanswered<'a>(
    rows: &'a [ConsentRow],
    kind: ConsentKind,
    side: &str,
    day: NaiveDate,
) -> Option<&'a ConsentRow> {
    let newest = rows.iter().rfind(|row| row.kind == kind && row.counts_on(day));
    newest.filter(|row| row.given_by != side)
}

/// Judges and records a consent.
///
/// # Errors
/// 422 `text-changed` for another statement, 409 for the same side again.
pub(crate) async fn agree_to_ending<W: Copy + Eq + ToString + FromStr>(
    tx: &mut Tx<'_>,
    ending: Ending<'_, W>,
) -> Result<ConsentProgress, Error> {
    let rows = list_consents(tx.conn, &[ending.subject]).await?;
    let given = consents_by(&counting(&rows, ending.kind, tx.today()), ending.kind)?;
    let new = Consent { by: ending.by, hash: ending.submitted.clone() };
    let progress = give_consent(&given, &new, ending.present, ending.needed).map_err(refused)?;
    let by = ending.by.to_string();
    let again = rows.iter().filter(|row| {
        row.kind == ending.kind && row.given_by == by && row.text_sha256 == ending.present.as_str()
    });
    let row = ConsentRow {
        id: tx.new_id::<TransitionId>().uuid(),
        subject_id: ending.subject,
        // One that no longer counts may be given again.
        round: i32::try_from(again.count() + 1).unwrap_or(i32::MAX),
        kind: ending.kind,
        given_by: by,
        text_sha256: ending.submitted.to_string(),
        signatory: ending.signatory,
        occurred_at: tx.now,
        recorded_at: tx.now,
        counts_until: None,
    };
    insert_consent(tx, &row).await?;
    Ok(progress)
}

//! Consents to a statement by which something ends: they count together only for so many days.

use std::str::FromStr;

use chrono::NaiveDate;
use domain::agreement::ConsentKind;
use domain::shared::{ConsentProgress, TextHash};
use service::{Error, Tx};
use uuid::Uuid;

use super::{ConsentRow, give, list_consents};

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
    let (texts, counting) = ((ending.submitted, ending.present), counting(&rows, ending.kind, tx.today()));
    let given = give(&counting, (ending.kind, ending.by), texts, ending.needed)?;
    let again = rows.iter().filter(|row| {
        row.kind == ending.kind && row.given_by == given.by() && row.text_sha256 == ending.present.as_str()
    });
    // One that no longer counts may be given again.
    let round = i32::try_from(again.count() + 1).unwrap_or(i32::MAX);
    let (progress, now) = (given.progress, tx.now);
    given.record(tx, (ending.subject, round), ending.signatory, now).await?;
    Ok(progress)
}

//! A yes to a text: judged beside those given before, then recorded.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use domain::agreement::ConsentKind;
use domain::shared::{Consent, ConsentProgress, Id as _, TextHash, TransitionId, give_consent};
use service::{Error, Tx};
use uuid::Uuid;

use super::queries::insert_consent;
use super::refused;
use super::rows::{ConsentRow, consents_by};

/// A consent as judged, not recorded yet.
#[derive(Debug)]
pub(crate) struct Given {
    /// To what.
    pub(crate) kind: ConsentKind,
    /// How far it leads.
    pub(crate) progress: ConsentProgress,
    by: String,
    hash: TextHash,
}

/// Judges a consent to the text `submitted` beside those of its kind given before, where `present` is the text and `needed`
/// are all who have to.
///
/// # Errors
/// 422 `text-changed` for another text, 409 for the same side again.
pub(crate) fn give<W: Copy + Eq + ToString + FromStr>(
    before: &[ConsentRow],
    (kind, by): (ConsentKind, W),
    (submitted, present): (&TextHash, &TextHash),
    needed: &[W],
) -> Result<Given, Error> {
    let new = Consent { by, hash: submitted.clone() };
    let progress = give_consent(&consents_by(before, kind)?, &new, present, needed).map_err(refused)?;
    Ok(Given { kind, progress, by: by.to_string(), hash: new.hash })
}

impl Given {
    /// Who gives it.
    pub(super) fn by(&self) -> &str {
        &self.by
    }

    /// Records it for a round of what it agrees to; gives the row.
    ///
    /// # Errors
    /// As [`insert_consent`].
    pub(crate) async fn record(
        self,
        tx: &mut Tx<'_>,
        (subject_id, round): (Uuid, i32),
        signatory: Option<serde_json::Value>,
        occurred_at: DateTime<Utc>,
    ) -> Result<ConsentRow, Error> {
        let row = ConsentRow {
            id: tx.new_id::<TransitionId>().uuid(),
            subject_id,
            round,
            kind: self.kind,
            given_by: self.by,
            text_sha256: self.hash.to_string(),
            signatory,
            occurred_at,
            recorded_at: tx.now,
            counts_until: None,
        };
        insert_consent(tx, &row).await?;
        Ok(row)
    }
}

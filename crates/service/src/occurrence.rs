//! When something is said to have happened: now, within the window in which phones may be late, or, with a backfill
//! grant of the acting party, in the past.

use chrono::{DateTime, Utc};
use db::{Connection, backfill};
use domain::shared::{OccurrenceMark, OccurrenceWindow, PartyId, check_occurred_at};

use crate::{Error, Tx};

/// When a fact happened, as accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OccurredAt {
    /// The time said; the server's where none was.
    pub at: DateTime<Utc>,
    /// Whether a grant to record the past was used.
    pub backfilled: bool,
}

impl OccurredAt {
    /// A fact of this moment.
    pub const fn now(now: DateTime<Utc>) -> Self {
        Self { at: now, backfilled: false }
    }
}

impl Tx<'_> {
    /// Judges the time a request says, for the caller's party; without one it happened now.
    ///
    /// # Errors
    /// `occurred-time-in-future` or `backfill-not-granted`.
    pub async fn occurred(&mut self, said: Option<DateTime<Utc>>) -> Result<OccurredAt, Error> {
        match said {
            Some(at) => occurred_by(self.conn, self.caller().party(), self.now, at).await,
            None => Ok(OccurredAt::now(self.now)),
        }
    }
}

/// Judges the time a party says. Most facts are of now: its grants are read where one is needed.
///
/// # Errors
/// `occurred-time-in-future` or `backfill-not-granted`.
pub async fn occurred_by(
    conn: &Connection,
    party: PartyId,
    now: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<OccurredAt, Error> {
    if check_occurred_at(at, now, &[], OccurrenceWindow::USUAL).is_ok() {
        return Ok(OccurredAt { at, backfilled: false });
    }
    let grants = backfill::grants_of(conn, party).await?;
    // A grant may be on its way here.
    let mark = check_occurred_at(at, now, &grants, OccurrenceWindow::USUAL)
        .map_err(|refusal| Error::behind("agreement", refusal))?;
    Ok(OccurredAt { at, backfilled: mark != OccurrenceMark::Current })
}

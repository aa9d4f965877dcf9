//! When something is said to have happened: now, within the window in which phones may be late, or, with a backfill
//! grant of the acting party, in the past. Never before what it follows from.

use chrono::{DateTime, NaiveDate, Utc};
use db::history::TransitionRow;
use db::{Connection, backfill, history};
use domain::say;
use domain::shared::{
    AgreementId, Cause, OccurrenceMark, OccurrenceWindow, PartyId, Refusal, check_not_before,
    check_occurred_at, jakarta_date,
};
use domain::words;
use uuid::Uuid;

use crate::{Error, Tx};

/// When a fact happened, as accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OccurredAt {
    /// The time said, no later than the server's; the server's where none was said.
    pub at: DateTime<Utc>,
    /// Whether a grant to record the past was used.
    pub backfilled: bool,
    /// The time said, where it is not the one that counts: the clock that said it runs ahead.
    pub claimed: Option<DateTime<Utc>>,
    said: bool,
}

impl OccurredAt {
    /// The time by which terms that anybody may choose by the clock count, as a price does: what was said without a grant to
    /// record the past is of the time of its recording.
    pub const fn counts(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        if self.backfilled { self.at } else { now }
    }

    /// A fact of this moment.
    pub const fn now(now: DateTime<Utc>) -> Self {
        Self { at: now, backfilled: false, claimed: None, said: false }
    }

    /// A fact whose time was accepted before.
    pub const fn known(at: DateTime<Utc>, backfilled: bool) -> Self {
        Self { at, backfilled, claimed: None, said: true }
    }

    /// Whether a time was said.
    pub const fn is_said(&self) -> bool {
        self.said
    }

    /// The civil day in Jakarta that the fact is judged by: of the time said, where a grant or the window for late phones
    /// allows it, else of the server's.
    pub fn day(&self) -> NaiveDate {
        jakarta_date(self.at)
    }

    /// Holds it against what it follows from: a time said is refused where it lies before. Where none was said it
    /// happened now, which is after its causes, whatever the clocks of two servers say.
    ///
    /// # Errors
    /// `occurred-time-before-cause`.
    pub fn after(&mut self, causes: &[Cause]) -> Result<(), Refusal> {
        if self.said {
            return check_not_before(self.at, causes);
        }
        self.at = causes.iter().map(|cause| cause.at).fold(self.at, DateTime::max);
        Ok(())
    }
}

impl Tx<'_> {
    /// Judges the time a request says, for the caller's party, of a fact under an agreement if it is under one; without one
    /// it happened now.
    ///
    /// # Errors
    /// `occurred-time-in-future` or `backfill-not-granted`.
    pub async fn occurred(
        &mut self,
        said: Option<DateTime<Utc>>,
        under: Option<AgreementId>,
    ) -> Result<OccurredAt, Error> {
        match said {
            Some(at) => occurred_by(self.conn, self.caller().party(), self.now, at, async || Ok(under)).await,
            None => Ok(OccurredAt::now(self.now)),
        }
    }

    /// The step that led a resource to where it stands, as what its next one follows from.
    ///
    /// # Errors
    /// Database errors.
    pub async fn last_step(&self, subject: Uuid) -> Result<Option<Cause>, Error> {
        let moved = |row: &&TransitionRow| row.subject_id == subject && row.from_state != row.to_state;
        let mine = self.transitions.iter().rev().find(moved);
        let last = match mine {
            Some(row) => Some((row.event.clone(), row.occurred_at)),
            None => history::last_step(self.conn, subject).await?,
        };
        Ok(last.map(|(event, at)| {
            let what = say!(
                "langkah sebelumnya ({event})",
                "the step before it ({event})",
                event = words::name(&event),
            );
            Cause::new(what, at)
        }))
    }
}

/// Judges the time a party says of a fact. Most facts are of now: the agreement the fact is under, if any, and the party's grants
/// under it are read where one is needed. A clock that runs a few minutes ahead says now.
///
/// # Errors
/// `occurred-time-in-future` or `backfill-not-granted`; those of `under`.
pub async fn occurred_by(
    conn: &Connection,
    party: PartyId,
    now: DateTime<Utc>,
    at: DateTime<Utc>,
    under: impl AsyncFnOnce() -> Result<Option<AgreementId>, Error>,
) -> Result<OccurredAt, Error> {
    let backfilled = match check_occurred_at(at, now, &[], OccurrenceWindow::USUAL) {
        Ok(_) => false,
        Err(_) => {
            let grants = backfill::grants_of(conn, party, under().await?, now).await?;
            // A grant may be on its way here.
            check_occurred_at(at, now, &grants, OccurrenceWindow::USUAL)
                .map_err(|refusal| Error::behind("agreement", refusal))?
                != OccurrenceMark::Current
        }
    };
    Ok(OccurredAt { at: at.min(now), backfilled, claimed: (at > now).then_some(at), said: true })
}

//! What a supplier's verification is worth on a day: derived from its papers when asked, never stored.

use std::sync::Arc;

use api_types::agreement::{HeldPaperView, StandingReason, StandingView};
use chrono::{DateTime, NaiveDate, Utc};
use db::{Connection, history};
use domain::agreement::{
    Standing, VerificationEvent, VerificationHappened, VerificationState, check_standing,
};
use domain::shared::{Id as _, PartyId, PartyKind, SupplierVerificationId};
use service::{Error, Tx};
use web::{Caller, Etag};

use super::queries;
use super::rows::Verification;
use crate::identity::{PartyRow, find_party};

/// A party's standing on a day.
#[derive(Debug, Clone)]
pub(crate) struct PartyStanding {
    /// The party.
    pub(crate) party: PartyRow,
    /// The day it was judged for.
    pub(crate) day: NaiveDate,
    /// Its standing; not verified when it never began a verification.
    pub(crate) standing: Standing,
    /// Last day on which every needed paper holds; none for no end, or when not verified.
    pub(crate) verified_until: Option<NaiveDate>,
    held_papers: Vec<HeldPaperView>,
    version: i64,
    verification: Option<SupplierVerificationId>,
}

/// The standing of a party on a day (Asia/Jakarta).
///
/// # Errors
/// [`Error::NotFound`] when there is no such party; database errors.
pub(crate) async fn standing(
    conn: &mut Connection,
    id: PartyId,
    day: NaiveDate,
) -> Result<PartyStanding, Error> {
    let party = find_party(conn, id).await?.ok_or(Error::NotFound)?;
    let current = queries::current_verification(conn, &party).await?;
    Ok(match current {
        None => {
            let standing = Standing::NotVerified(VerificationState::Draft);
            let (verified_until, verification) = (None, None);
            PartyStanding {
                party,
                day,
                standing,
                verified_until,
                held_papers: vec![],
                version: 0,
                verification,
            }
        }
        Some(current) => {
            let standing = current.standing(day);
            let verified_until = current.verified_until(day).filter(|_| standing.is_verified());
            let version = queries::count_changes(conn, id).await?;
            let held_papers = current.held_papers();
            let verification = Some(current.row.id);
            PartyStanding { party, day, standing, verified_until, held_papers, version, verification }
        }
    })
}

/// The verifications of some parties, as a page of their contracts shows what they are worth.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standings(Arc<[Verification]>);

impl Standings {
    /// Of these parties.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn of(conn: &mut Connection, parties: &[PartyId]) -> Result<Self, Error> {
        Ok(Self(queries::current_verifications(conn, parties).await?.into()))
    }

    /// Whether one of them is verified on a day (Asia/Jakarta).
    pub(crate) fn is_verified(&self, party: PartyId, day: NaiveDate) -> bool {
        let found = self.0.iter().find(|one| one.row.party_id == party);
        found.is_some_and(|one| one.standing(day).is_verified())
    }
}

/// Tells of every verified supplier of a kind that the papers it needs changed: what its verification is worth is read anew.
pub(crate) async fn tell_standings(tx: &mut Tx<'_>, kind: PartyKind) -> Result<(), Error> {
    for whole in queries::verified_of_kind(tx.conn, kind).await? {
        tx.emit(&whole, VerificationHappened::RequirementsChanged).await?;
    }
    Ok(())
}

impl PartyStanding {
    /// When its verification was first decided in its favour.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn verified_since(&self, conn: &Connection) -> Result<Option<DateTime<Utc>>, Error> {
        let Some(verification) = self.verification else { return Ok(None) };
        let favourable = [VerificationEvent::Verify, VerificationEvent::VerifyWithConditions];
        let labels = favourable.map(VerificationEvent::label);
        Ok(history::first_of(conn, verification.uuid(), &labels).await?)
    }

    /// Its ETag: how often its verifications changed, marked by the day and what it is worth then.
    pub(super) fn etag(&self) -> Etag {
        let (kind, until) = (self.standing.kind(), self.verified_until);
        Etag::with_derived(self.version, &format!("{kind} {until:?} {}", self.day))
    }

    /// What a caller sees of it: the papers are for the platform's own services.
    pub(super) fn view(&self, caller: &Caller) -> StandingView {
        let held_papers = if caller.is_service() { self.held_papers.clone() } else { vec![] };
        let refused = check_standing(&self.party.short_name, &self.standing, self.day).err();
        let unmet = refused.map(|refusal| refusal.unmet).unwrap_or_default();
        StandingView {
            party_id: self.party.id,
            etag: self.etag().to_string(),
            standing: self.standing.kind(),
            verified: self.standing.is_verified(),
            judged_date: self.day,
            verified_until_date: self.verified_until,
            reasons: unmet
                .into_iter()
                .map(|unmet| StandingReason {
                    rule: unmet.rule,
                    found: unmet.found.into(),
                    required: unmet.required.into(),
                    how_to_fix: unmet.how_to_fix.into(),
                })
                .collect(),
            held_papers,
        }
    }
}

//! What a supplier's verification is worth on a day: derived from its papers when asked, never stored.

use api_types::agreement::{StandingReason, StandingView};
use chrono::NaiveDate;
use db::Connection;
use domain::agreement::{Standing, VerificationState, check_standing};
use domain::shared::PartyId;
use service::Error;
use web::Etag;

use super::queries;
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
    version: i64,
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
            PartyStanding { party, day, standing, verified_until: None, version: 0 }
        }
        Some(current) => {
            let standing = current.standing(day);
            let verified_until = current.verified_until(day).filter(|_| standing.is_verified());
            let version = queries::count_changes(conn, id).await?;
            PartyStanding { party, day, standing, verified_until, version }
        }
    })
}

impl PartyStanding {
    /// Its ETag: how often its verifications changed, marked by the day and what it is worth then.
    pub(super) fn etag(&self) -> Etag {
        let (kind, until) = (self.standing.kind(), self.verified_until);
        Etag::with_derived(self.version, &format!("{kind} {until:?} {}", self.day))
    }

    pub(super) fn view(&self) -> StandingView {
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
        }
    }
}

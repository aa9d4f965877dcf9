//! What waits among the amendments: drafts to be proposed, proposals for the yes of each region, agreed texts for signatures.

use std::collections::BTreeMap;

use db::Connection;
use domain::agreement::{AmendmentState, ConsentKind, Side};
use domain::shared::PartyId;
use service::work_items::{After, Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::queries;
use super::rows::Amendment;
use super::subject::{Signer, Subject};
use crate::identity::short_names;

/// The open ones that wait for the caller, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<AmendmentState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| {
        let rows = queries::list_waiting(conn, wanted.caller, &states, after, wanted.limit).await?;
        let others: Vec<PartyId> = rows.iter().map(|one| one.subject.others(wanted.caller.party())).collect();
        let names = short_names(conn, &others).await?;
        Ok(rows.into_iter().map(|one| (names.clone(), one)).collect())
    };
    let place = |(_, one): &Candidate| After { at: one.row.updated_at, id: one.row.id };
    wanted.gather(load, place, |one| item(wanted, one)).await
}

/// An amendment with names of parties.
type Candidate = (BTreeMap<PartyId, String>, Amendment);

fn item(wanted: &Wanted<'_>, (names, one): &Candidate) -> Option<Found> {
    let (row, me) = (&one.row, wanted.caller.party());
    if row.condition(wanted.today()).is_some() || one.subject.expect_in_force(wanted.today()).is_err() {
        return None;
    }
    let action = match (row.state, &one.subject) {
        (AmendmentState::Draft, _) if row.party_id == me && row.effective_date >= wanted.today() => {
            "propose_amendment"
        }
        (AmendmentState::Proposed, Subject::Agreement(_)) => "confirm_amendment_text",
        (AmendmentState::Proposed, Subject::Contract(..)) => "endorse_amendment",
        (AmendmentState::Agreed, _) => "sign_amendment",
        _ => return None,
    };
    let task = wanted.task_of(row.state, action, |role| one.holds(wanted.caller, role))?;
    if one.has_consented(wanted) {
        return None;
    }
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: one.subject.name(),
        counterpart: names.get(&one.subject.others(me)).cloned(),
        since: row.updated_at,
        due: row.open_until,
    };
    let subject = one.subject.id();
    Some(wanted.view(item, task).following([subject]))
}

impl Amendment {
    /// Whether the caller's side has said yes already, or has none to say.
    fn has_consented(&self, wanted: &Wanted<'_>) -> bool {
        let side = self.subject.agreement().side_of(wanted.caller.party()).map(|side: Side| side.label());
        let (kinds, by): (&[ConsentKind], _) = match self.row.state {
            AmendmentState::Proposed => (&[ConsentKind::Confirmation, ConsentKind::Endorsement], side),
            AmendmentState::Agreed => {
                let signer = self.subject.signs_as(wanted.caller).map(|signer| match signer {
                    Signer::Business(business) => business.label(),
                    Signer::Side(side) => side.label(),
                });
                (&[ConsentKind::Signature], signer)
            }
            _ => return false,
        };
        let Some(by) = by else { return true };
        self.consents.iter().any(|one| kinds.contains(&one.kind) && one.given_by == by)
    }
}

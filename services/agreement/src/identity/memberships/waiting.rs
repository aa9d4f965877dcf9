//! What waits among the memberships: roles that decide, for a second person.

use db::Connection;
use domain::agreement::{Confirmation, MembershipState, check_confirmation, check_coordinator_first};
use service::work_items::{After, Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::queries;
use super::rows::MembershipRow;
use crate::identity::parties::PartyRow;

/// Those that the caller can confirm, the longest waiting first; what the caller gave waits for somebody else.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<MembershipState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| {
        let rows = queries::list_in_states(conn, wanted.caller, &states, after, wanted.limit).await?;
        let mut candidates = Vec::new();
        for (row, party) in rows {
            let first = queries::coordinator_first(conn, wanted.caller, &row, &party, wanted.now).await?;
            let waits = first.is_none_or(|(waited, days)| check_coordinator_first(waited, days).is_ok());
            candidates.push((row, party, waits));
        }
        Ok(candidates)
    };
    let place = |one: &Candidate| After { at: one.0.updated_at, id: one.0.id };
    wanted.gather(load, place, |one| item(wanted, one)).await
}

/// A membership, its party, and whether the caller's turn to confirm it has come.
type Candidate = (MembershipRow, PartyRow, bool);

fn item(wanted: &Wanted<'_>, (row, party, waits): &Candidate) -> Option<Found> {
    waits.then_some(())?;
    check_confirmation(Confirmation {
        granted_by: &row.granted_by,
        holder: &row.person(),
        confirms: wanted.caller.subject(),
        is_machine: wanted.caller.is_machine(),
    })
    .ok()?;
    let task = wanted.task(row.state, |role| row.holds(wanted.caller, role))?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: row.display_name.clone().unwrap_or_else(|| row.subject.clone()),
        counterpart: Some(party.short_name.clone()),
        since: row.updated_at,
        due: None,
    };
    Some(wanted.view(item, task))
}

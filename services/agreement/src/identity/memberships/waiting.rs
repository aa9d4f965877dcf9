//! What waits among the memberships: roles that decide, for a second person.

use api_types::WorkItemView;
use db::Connection;
use domain::agreement::MembershipState;
use service::work_items::{After, Item, Wanted};
use service::{Error, Stateful as _};

use super::queries;
use super::rows::MembershipRow;
use crate::identity::parties::PartyRow;

/// Those that the caller can confirm, the longest waiting first; what the caller gave waits for somebody else.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<WorkItemView>, Error> {
    let states = wanted.states::<MembershipState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| queries::list_in_states(conn, wanted.caller, &states, after, wanted.limit).await;
    let place = |row: &(MembershipRow, PartyRow)| After { at: row.0.updated_at, id: row.0.id };
    wanted.gather(load, place, |row| item(wanted, row)).await
}

fn item(wanted: &Wanted<'_>, (row, party): &(MembershipRow, PartyRow)) -> Option<WorkItemView> {
    let me = wanted.caller.subject();
    if row.granted_by == me || row.person() == me {
        return None;
    }
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

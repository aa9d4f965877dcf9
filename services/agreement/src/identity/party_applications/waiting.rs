//! What waits among the party applications: those not answered, for the coordinator of the home region.

use db::Connection;
use domain::agreement::PartyApplicationState;
use service::work_items::{After, Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::queries;
use super::rows::PartyApplicationRow;

/// Those that the caller can answer, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<PartyApplicationState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| queries::list_in_states(conn, wanted.caller, &states, after, wanted.limit).await;
    let place = |row: &PartyApplicationRow| After { at: row.created_at, id: row.id };
    wanted.gather(load, place, |row| item(wanted, row)).await
}

fn item(wanted: &Wanted<'_>, row: &PartyApplicationRow) -> Option<Found> {
    if row.is_of(wanted.caller) {
        return None;
    }
    let task = wanted.task(row.state, |role| row.holds(wanted.caller, role))?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: row.title.clone(),
        counterpart: Some(row.applicant_name.clone()),
        since: row.created_at,
        due: None,
    };
    Some(wanted.view(item, task))
}

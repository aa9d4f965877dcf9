//! What waits among the corrections: those not decided, for the coordinator of the home region.

use db::Connection;
use domain::agreement::{PartyCorrectionState, check_second_person};
use service::work_items::{After, Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::queries;
use super::rows::PartyCorrectionRow;
use crate::identity::parties::with_names;

/// Those that the caller can decide on, the longest waiting first: not the caller's own.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<PartyCorrectionState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| {
        let rows = queries::list_in_states(conn, wanted.caller, &states, after, wanted.limit).await?;
        with_names(conn, rows, |row| row.party_id).await
    };
    let place = |(_, row): &(_, PartyCorrectionRow)| After { at: row.created_at, id: row.id };
    wanted.gather(load, place, |(name, row)| item(wanted, row, name.clone())).await
}

fn item(wanted: &Wanted<'_>, row: &PartyCorrectionRow, party: Option<String>) -> Option<Found> {
    check_second_person(&row.requested_by, wanted.caller.subject()).ok()?;
    let task = wanted.task(row.state, |role| row.holds(wanted.caller, role))?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: row.reason.clone(),
        counterpart: party,
        since: row.created_at,
        due: None,
    };
    Some(wanted.view(item, task))
}

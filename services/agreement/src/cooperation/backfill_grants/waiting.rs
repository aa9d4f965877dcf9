//! What waits among the backfill grants: those that one side proposed, for the coordinator of the other.

use db::Connection;
use domain::agreement::BackfillGrantState;
use domain::shared::Id as _;
use service::work_items::{After, Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::queries;
use super::rows::BackfillGrantRow;
use crate::identity::with_names;

/// Those that the caller can confirm, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<BackfillGrantState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| {
        let rows = queries::list_in_states(conn, wanted.caller, &states, after, wanted.limit).await?;
        with_names(conn, rows, |row| row.party_id).await
    };
    let place = |(_, row): &(_, BackfillGrantRow)| After { at: row.granted_at, id: row.id };
    wanted.gather(load, place, |(name, row)| item(wanted, row, name.clone())).await
}

fn item(wanted: &Wanted<'_>, row: &BackfillGrantRow, party: Option<String>) -> Option<Found> {
    if row.granted_by_party_id == wanted.caller.party() {
        return None;
    }
    let task = wanted.task(row.state, |role| row.holds(wanted.caller, role))?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: row.reason.clone(),
        counterpart: party,
        since: row.granted_at,
        due: None,
    };
    Some(wanted.view(item, task).following([row.agreement_id.uuid()]))
}

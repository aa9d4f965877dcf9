//! What waits among the demands: drafts, for the buyers who write them.

use db::Connection;
use domain::agreement::DemandState;
use service::work_items::{After, Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::queries;
use super::rows::{DemandRow, WholeDemand};
use super::visibility::Sight;

/// What the caller's party can do among them, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<DemandState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let sight = Sight::of(conn, wanted.caller, wanted.today()).await?;
    let load = async |after| queries::list_in_states(conn, &sight, &states, after, wanted.limit).await;
    let place = |row: &DemandRow| After { at: row.updated_at, id: row.id };
    wanted.gather(load, place, |row| item(wanted, row)).await
}

fn item(wanted: &Wanted<'_>, row: &DemandRow) -> Option<Found> {
    let whole = WholeDemand { row: row.clone(), lines: Vec::new(), day: wanted.today() };
    let task = wanted.task(row.state, |role| whole.holds(wanted.caller, role))?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: row.title.clone(),
        counterpart: None,
        since: row.updated_at,
        due: None,
    };
    Some(wanted.view(item, task))
}

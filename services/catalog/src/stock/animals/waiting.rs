//! What waits for owners: animals under treatment, until they are well again or have died.

use db::Connection;
use domain::catalog::AnimalState;
use service::Error;
use service::work_items::{Found, Item, Wanted};

use super::queries;
use super::rows::AnimalRow;

/// Animals of the caller's party that wait, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<AnimalState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let (me, after) = (wanted.caller.party(), wanted.after());
    let rows = queries::list_in_states(conn, me, &states, after, wanted.limit).await?;
    let item = |row: AnimalRow| {
        let task = wanted.task(row.state, |_| true)?;
        let item = Item {
            id: row.id,
            state: row.state.to_string(),
            title: row.tag,
            counterpart: None,
            since: row.updated_at,
            due: None,
        };
        Some(wanted.view(item, task))
    };
    Ok(rows.into_iter().filter_map(item).collect())
}

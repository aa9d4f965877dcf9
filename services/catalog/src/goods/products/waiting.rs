//! What waits for a supplier: drafts to publish.

use db::Connection;
use domain::catalog::ProductState;
use service::Error;
use service::work_items::{Found, Item, Wanted};

use super::{ProductRow, queries};

/// Products of the caller's party that wait, the oldest first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<ProductState>();
    let (me, after) = (wanted.caller.party(), wanted.after());
    let rows = queries::list_in_states(conn, me, &states, after, wanted.limit).await?;
    let item = |row: ProductRow| {
        let task = wanted.task(row.state, |_| true)?;
        let item = Item {
            id: row.id,
            state: row.state.to_string(),
            title: row.name,
            counterpart: None,
            since: row.created_at,
            due: None,
        };
        Some(wanted.view(item, task))
    };
    Ok(rows.into_iter().filter_map(item).collect())
}

//! What waits for the operator of an outlet: listings that suppliers ask for.

use db::Connection;
use domain::catalog::ListingState;
use service::Error;
use service::work_items::{Found, Item, Wanted};

use super::queries::{self, Waiting};
use crate::outside::short_names;

/// Listings that wait for the operator the caller acts for, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<ListingState>();
    let (me, after) = (wanted.caller.party(), wanted.after());
    let rows = queries::list_in_states(conn, me, &states, after, wanted.limit).await?;
    let suppliers: Vec<_> = rows.iter().map(|row| row.supplier_id).collect();
    let names = short_names(conn, &suppliers).await?;
    let item = |row: Waiting| {
        let task = wanted.task(row.state, |_| true)?;
        let item = Item {
            id: row.id,
            state: row.state.to_string(),
            title: format!("{}: {}", row.variant, row.outlet),
            counterpart: names.get(&row.supplier_id).cloned(),
            since: row.since,
            due: None,
        };
        Some(wanted.view(item, task))
    };
    Ok(rows.into_iter().filter_map(item).collect())
}

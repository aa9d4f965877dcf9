//! What waits for inspectors.

use db::Connection;
use domain::catalog::InspectionState;
use service::Error;
use service::work_items::{After, Found, Item, Wanted};

use super::queries;
use super::rows::InspectionRow;
use crate::outside::short_names;

/// An inspection, the name of its facility, and that of the owner.
type Candidate = (InspectionRow, String, Option<String>);

/// Inspections by the caller's party whose next step is to be taken, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<InspectionState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| {
        let me = wanted.caller.party();
        let rows = queries::list_waiting(conn, me, &states, after, wanted.limit).await?;
        let owners: Vec<_> = rows.iter().map(|(row, _)| row.owner_party_id).collect();
        let names = short_names(conn, &owners).await?;
        let named = |(row, facility): (InspectionRow, String)| {
            let owner = names.get(&row.owner_party_id).cloned();
            (row, facility, owner)
        };
        Ok(rows.into_iter().map(named).collect())
    };
    let place = |(row, ..): &Candidate| After { at: row.updated_at, id: row.id };
    wanted.gather(load, place, |one| item(wanted, one)).await
}

fn item(wanted: &Wanted<'_>, (row, facility, owner): &Candidate) -> Option<Found> {
    let task = wanted.task(row.state, |_| true)?;
    let planned = row.state == InspectionState::Scheduled;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: facility.clone(),
        counterpart: owner.clone(),
        since: row.updated_at,
        due: planned.then_some(row.scheduled_date),
    };
    Some(wanted.view(item, task))
}

//! What waits for inspectors.

use db::Connection;
use domain::catalog::InspectionState;
use service::Error;
use service::work_items::{After, Found, Item, Wanted};

use super::queries;
use super::rows::InspectionRow;
use crate::outside::short_names;

/// An inspection, and what is asked of others for it.
struct Candidate {
    row: InspectionRow,
    facility: String,
    owner: Option<String>,
    /// Who has changed answers that wait for a second person.
    changed_by: Vec<String>,
}

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
        let ids: Vec<_> = rows.iter().map(|(row, _)| row.id).collect();
        let mut changed = queries::changed_by(conn, &ids).await?;
        let candidate = |(row, facility): (InspectionRow, String)| Candidate {
            owner: names.get(&row.owner_party_id).cloned(),
            changed_by: changed.remove(&row.id).unwrap_or_default(),
            row,
            facility,
        };
        Ok(rows.into_iter().map(candidate).collect())
    };
    let place = |one: &Candidate| After { at: one.row.updated_at, id: one.row.id };
    wanted.gather(load, place, |one| item(wanted, one)).await
}

fn item(wanted: &Wanted<'_>, one: &Candidate) -> Option<Found> {
    let Candidate { row, facility, owner, changed_by } = one;
    let task = if row.state.takes_corrections() {
        // Closed once nobody waits; let count by others than who has changed something.
        let others = changed_by.iter().any(|subject| subject != wanted.caller.subject());
        let corrects = wanted.task_of(row.state, "correct_inspection", |_| others);
        let closes = || wanted.task_of(row.state, "close_inspection", |_| changed_by.is_empty());
        corrects.or_else(closes)?
    } else {
        wanted.task(row.state, |_| true)?
    };
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

//! What waits for owners, and for inspectors and governments.

use db::Connection;
use domain::catalog::{FindingEvent, FindingState, check_verifier};
use service::Error;
use service::work_items::{After, Found, Item, Wanted};

use super::queries;
use super::rows::FindingRow;
use crate::outside::short_names;
use crate::sites::facilities::facility_names;

/// A finding, the name of its facility, whether the caller governs there, and the owner's name where it is another.
type Candidate = (FindingRow, String, bool, Option<String>);

/// Findings that the caller's party mends or verifies, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<FindingState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| {
        let rows = queries::list_waiting(conn, wanted.caller, &states, after, wanted.limit).await?;
        let owners: Vec<_> = rows.iter().map(|(row, _)| row.owner_party_id).collect();
        let names = short_names(conn, &owners).await?;
        let places: Vec<_> = rows.iter().map(|(row, _)| row.facility_id).collect();
        let places = facility_names(conn, &places).await?;
        let named = |(row, governs): (FindingRow, bool)| {
            let another = row.owner_party_id != wanted.caller.party();
            let owner = names.get(&row.owner_party_id).filter(|_| another).cloned();
            let facility = places.get(&row.facility_id).cloned().unwrap_or_default();
            (row, facility, governs, owner)
        };
        Ok(rows.into_iter().map(named).collect())
    };
    let place = |(row, ..): &Candidate| After { at: row.updated_at, id: row.id };
    wanted.gather(load, place, |one| item(wanted, one)).await
}

fn item(wanted: &Wanted<'_>, (row, facility, governs, owner): &Candidate) -> Option<Found> {
    let event = match row.state {
        FindingState::Open => FindingEvent::Act,
        _ => FindingEvent::Verify,
    };
    if event == FindingEvent::Verify {
        check_verifier(wanted.caller.subject(), row.acted_by.as_deref()).ok()?;
    }
    let task = wanted.task(row.state, |_| row.is_taken_by(wanted.caller, event, *governs))?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: format!("{facility}: {}", row.requirement_id),
        counterpart: owner.clone(),
        since: row.updated_at,
        due: row.due_date,
    };
    Some(wanted.view(item, task))
}

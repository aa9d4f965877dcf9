//! What waits for the governments of a region: papers to check.

use db::Connection;
use domain::catalog::{FacilityPaperState, check_paper_checker};
use service::Error;
use service::work_items::{After, Found, Item, Wanted};

use super::queries;
use super::rows::PaperRow;
use crate::outside::short_names;
use crate::sites::facilities::FacilityRow;
use crate::sites::visibility;

/// A paper, its facility, and the name of the owner.
type Candidate = (PaperRow, FacilityRow, Option<String>);

/// Papers that somebody of the caller's government has to check, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<FacilityPaperState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let Some(region) = visibility::region_governed(conn, wanted.caller).await? else {
        return Ok(Vec::new());
    };
    let load = async |after| {
        let rows = queries::list_waiting(conn, &region, &states, after, wanted.limit).await?;
        let owners: Vec<_> = rows.iter().map(|(_, facility)| facility.owner_party_id).collect();
        let names = short_names(conn, &owners).await?;
        let named = |(paper, facility): (PaperRow, FacilityRow)| {
            let name = names.get(&facility.owner_party_id).cloned();
            (paper, facility, name)
        };
        Ok(rows.into_iter().map(named).collect())
    };
    let place = |(row, ..): &Candidate| After { at: row.updated_at, id: row.id };
    wanted.gather(load, place, |one| item(wanted, one)).await
}

fn item(wanted: &Wanted<'_>, (row, facility, owner): &Candidate) -> Option<Found> {
    check_paper_checker(wanted.caller.subject(), &row.declared_by).ok()?;
    let task = wanted.task(row.state, |_| true)?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: format!("{}: {}", facility.name, row.type_.name().id),
        counterpart: owner.clone(),
        since: row.updated_at,
        due: None,
    };
    Some(wanted.view(item, task))
}

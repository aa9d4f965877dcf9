//! What waits for the coordinator of the other region: exceptions to agree to.

use db::Connection;
use domain::catalog::{OutletExceptionState, check_acceptance};
use domain::shared::{OutletExceptionId, jakarta_date};
use service::work_items::{After, Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::queries;
use super::rows::OutletExceptionRow;
use crate::outside::short_names;
use crate::retail::outlets::find_outlets;

/// An exception, its outlet, and the supplier it is for.
struct Candidate {
    row: OutletExceptionRow,
    outlet: String,
    supplier: Option<String>,
}

/// Exceptions that wait for the caller, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<OutletExceptionState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| load(conn, wanted, &states, after).await;
    let place = |one: &Candidate| After { at: one.row.created_at, id: one.row.id };
    wanted.gather(load, place, |one| item(wanted, one)).await
}

async fn load(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    states: &[OutletExceptionState],
    after: Option<After<OutletExceptionId>>,
) -> Result<Vec<Candidate>, Error> {
    let day = jakarta_date(wanted.now);
    let rows = queries::list_in_states(conn, wanted.caller, (states, day), after, wanted.limit).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.outlet_id).collect();
    let outlets = find_outlets(conn, &ids, day).await?;
    let suppliers: Vec<_> = rows.iter().map(|row| row.supplier_id).collect();
    let names = short_names(conn, &suppliers).await?;
    let candidate = |row: OutletExceptionRow| Candidate {
        outlet: outlets
            .iter()
            .find(|one| one.id == row.outlet_id)
            .map(|one| one.name.clone())
            .unwrap_or_default(),
        supplier: names.get(&row.supplier_id).cloned(),
        row,
    };
    Ok(rows.into_iter().map(candidate).collect())
}

fn item(wanted: &Wanted<'_>, one: &Candidate) -> Option<Found> {
    let row = &one.row;
    check_acceptance(wanted.caller.subject(), &row.proposed_by, row.until_date, jakarta_date(wanted.now))
        .ok()?;
    let answers = row.answers(wanted.caller.party());
    let task = wanted.task(row.state, |role| answers && row.holds(wanted.caller, role))?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: one.outlet.clone(),
        counterpart: one.supplier.clone(),
        since: row.created_at,
        due: Some(row.until_date),
    };
    Some(wanted.view(item, task))
}

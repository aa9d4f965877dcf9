//! What waits for hubs, cooperatives and the governments that seal.

use db::Connection;
use domain::catalog::{LotSeal, LotState, check_seal};
use service::Error;
use service::work_items::{After, Found, Item, Wanted};

use super::queries;
use super::rows::WholeLot;
use crate::outside::short_names;

/// A lot, the name of its hub, and that of the cooperative.
type Candidate = (WholeLot, String, Option<String>);

/// Lots whose next step is the caller's to take, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<LotState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| {
        let rows = queries::list_waiting(conn, wanted.caller, &states, after, wanted.limit).await?;
        let others: Vec<_> = rows.iter().map(|(whole, _)| whole.row.cooperative_party_id).collect();
        let names = short_names(conn, &others).await?;
        let named = |(whole, hub): (WholeLot, String)| {
            let cooperative = names.get(&whole.row.cooperative_party_id).cloned();
            (whole, hub, cooperative)
        };
        Ok(rows.into_iter().map(named).collect())
    };
    let place = |(whole, ..): &Candidate| After { at: whole.row.updated_at, id: whole.row.id };
    wanted.gather(load, place, |one| item(wanted, one)).await
}

fn item(wanted: &Wanted<'_>, (whole, hub, cooperative): &Candidate) -> Option<Found> {
    let (caller, row) = (wanted.caller, &whole.row);
    let task = wanted.task(row.state, |role| row.is_taken_by(caller, role, whole.governs))?;
    if row.state == LotState::Grading {
        let side = row.side(caller.party(), whole.governs)?;
        check_seal(&whole.seals_given(), &LotSeal { side, person: caller.subject().to_owned() }).ok()?;
    }
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: hub.clone(),
        counterpart: cooperative.clone(),
        since: row.updated_at,
        due: None,
    };
    Some(wanted.view(item, task))
}

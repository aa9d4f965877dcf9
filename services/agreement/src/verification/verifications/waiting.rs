//! What waits for a supplier, and for the technical agency and the coordinator of its home region.

use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::VerificationState;
use domain::shared::{Role, SupplierVerificationId};
use service::Error;
use service::work_items::{After, Found, Item, Wanted};

use super::rows::VerificationRow;
use super::visibility::{Viewer, visible_to};
use crate::identity::PartyRow;
use crate::schema::{party, supplier_verification as sv};

/// The verifications that wait for the caller, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<VerificationState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| load(conn, wanted, &states, after).await;
    let place = |(row, _): &(VerificationRow, PartyRow)| After { at: row.updated_at, id: row.id };
    wanted.gather(load, place, |(row, party)| item(wanted, row, party)).await
}

async fn load(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    states: &[VerificationState],
    after: Option<After<SupplierVerificationId>>,
) -> Result<Vec<(VerificationRow, PartyRow)>, Error> {
    let mut query = sv::table
        .inner_join(party::table.on(party::id.eq(sv::party_id)))
        .filter(visible_to(&Viewer::of(wanted.caller)))
        .filter(sv::state.eq_any(states))
        .order((sv::updated_at.asc(), sv::id.asc()))
        .limit(wanted.limit)
        .select((VerificationRow::as_select(), PartyRow::as_select()))
        .into_boxed();
    if let Some(After { at, id }) = after {
        query = query.filter(sv::updated_at.gt(at).or(sv::updated_at.eq(at).and(sv::id.gt(id))));
    }
    Ok(query.load(conn).await?)
}

fn item(wanted: &Wanted<'_>, row: &VerificationRow, party: &PartyRow) -> Option<Found> {
    let own = wanted.caller.party() == row.party_id;
    let sells = |role| matches!(role, Role::Supplier | Role::Aggregator);
    let home = party.is_kept_by_region_of(wanted.caller);
    let task = wanted.task(row.state, |role| if sells(role) { own } else { home })?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: party.short_name.clone(),
        counterpart: (!own).then(|| party.short_name.clone()),
        since: row.updated_at,
        due: None,
    };
    Some(wanted.view(item, task))
}

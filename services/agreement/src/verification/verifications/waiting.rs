//! What waits for a supplier, and for the technical agency and the coordinator of its home region.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{DocumentCheckState, VerificationState, check_decider};
use domain::shared::{Role, SupplierVerificationId};
use service::Error;
use service::work_items::{After, Found, Item, Wanted};

use super::rows::VerificationRow;
use super::visibility::{Viewer, visible_to};
use crate::identity::PartyRow;
use crate::schema::{party, supplier_verification as sv, verification_document as doc};

/// The verifications that wait for the caller, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let mut found = by_state(conn, wanted).await?;
    found.extend(unchecked(conn, wanted).await?);
    Ok(found)
}

async fn by_state(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<VerificationState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| load(conn, wanted, &states, after).await;
    let place = |(row, _): &Candidate| After { at: row.updated_at, id: row.id };
    wanted.gather(load, place, |one| by_its_state(wanted, one)).await
}

/// Those with papers that nobody has checked, though the others were: a renewal waits for the checker since it was shown.
async fn unchecked(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.answered_in::<VerificationState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let pending = || doc::table.filter(doc::check_state.eq(DocumentCheckState::Pending));
    let rows: Vec<Candidate> = sv::table
        .inner_join(party::table.on(party::id.eq(sv::party_id)))
        .filter(visible_to(&Viewer::of(wanted.caller)))
        .filter(sv::state.eq_any(states))
        .filter(sv::id.eq_any(pending().select(doc::verification_id)))
        .order(sv::updated_at.asc())
        .limit(AT_ONCE)
        .select((VerificationRow::as_select(), PartyRow::as_select()))
        .load(conn)
        .await?;
    let ids: Vec<SupplierVerificationId> = rows.iter().map(|(row, _)| row.id).collect();
    let shown: Vec<(SupplierVerificationId, DateTime<Utc>)> = pending()
        .filter(doc::verification_id.eq_any(ids))
        .distinct_on(doc::verification_id)
        .order((doc::verification_id, doc::created_at.asc()))
        .select((doc::verification_id, doc::created_at))
        .load(conn)
        .await?;
    let shown: BTreeMap<_, _> = shown.into_iter().collect();
    let found = |one: &Candidate| {
        let (row, _) = one;
        let since = shown.get(&row.id)?;
        let holds = |role| holds(wanted, one, role);
        let task = wanted.answer(row.state, "check_verification_documents", holds)?;
        Some(wanted.view(item(wanted, one, *since), task))
    };
    Ok(rows.iter().filter_map(found).collect())
}

/// Verifications with papers to be checked that are read at once, the longest waiting first.
const AT_ONCE: i64 = 1000;

/// A verification with its supplier.
type Candidate = (VerificationRow, PartyRow);

async fn load(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    states: &[VerificationState],
    after: Option<After<SupplierVerificationId>>,
) -> Result<Vec<Candidate>, Error> {
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

/// What its state waits for; a decision waits for nobody who checked.
fn by_its_state(wanted: &Wanted<'_>, one: &Candidate) -> Option<Found> {
    let (row, _) = one;
    let task = wanted.task(row.state, |role| holds(wanted, one, role))?;
    if task.action == "decide_supplier_verification" {
        check_decider(wanted.caller.subject(), &row.checked_by).ok()?;
    }
    Some(wanted.view(item(wanted, one, row.updated_at), task))
}

/// Whether the caller holds a role here: the supplier's its own, the others in its home region.
fn holds(wanted: &Wanted<'_>, (row, party): &Candidate, role: Role) -> bool {
    match role {
        Role::Supplier | Role::Aggregator => wanted.caller.party() == row.party_id,
        _ => party.is_kept_by_region_of(wanted.caller),
    }
}

fn item(wanted: &Wanted<'_>, (row, party): &Candidate, since: DateTime<Utc>) -> Item<SupplierVerificationId> {
    let own = wanted.caller.party() == row.party_id;
    Item {
        id: row.id,
        state: row.state.to_string(),
        title: party.short_name.clone(),
        counterpart: (!own).then(|| party.short_name.clone()),
        since,
        due: None,
    }
}

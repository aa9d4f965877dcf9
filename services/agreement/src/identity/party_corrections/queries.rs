//! All SQL of the corrections; who may read them stands in [`super::visibility`].

use api_types::agreement::ListPartyCorrectionsQuery;
use db::{Connection, Prepare as _};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::PartyCorrectionState;
use domain::shared::{PartyCorrectionId, PartyId};
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::PartyCorrectionRow;
use super::visibility::visible;
use crate::schema::party_correction;

/// A correction that the caller may read.
pub(super) async fn get_party_correction(
    conn: &mut Connection,
    caller: &Caller,
    id: PartyCorrectionId,
) -> Result<PartyCorrectionRow, Error> {
    let row = party_correction::table.filter(party_correction::id.eq(id)).filter(visible(caller));
    row.select(PartyCorrectionRow::as_select()).first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// A correction that the caller may read, locked until the transaction ends.
pub(super) async fn lock_party_correction(
    conn: &mut Connection,
    caller: &Caller,
    id: PartyCorrectionId,
) -> Result<PartyCorrectionRow, Error> {
    let row = party_correction::table
        .filter(party_correction::id.eq(id))
        .filter(visible(caller))
        .select(PartyCorrectionRow::as_select())
        .for_no_key_update();
    row.first(conn).await.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn list_party_corrections(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListPartyCorrectionsQuery,
    after: Option<PartyCorrectionId>,
    limit: i64,
) -> Result<Vec<PartyCorrectionRow>, Error> {
    let mut statement = party_correction::table
        .filter(visible(caller))
        .order(party_correction::id.asc())
        .limit(limit)
        .select(PartyCorrectionRow::as_select())
        .into_boxed();
    if let Some(party) = query.party_id {
        statement = statement.filter(party_correction::party_id.eq(party));
    }
    if let Some(state) = query.state {
        statement = statement.filter(party_correction::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(party_correction::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// Those in some states that the caller may read, in order of asking.
pub(super) async fn list_in_states(
    conn: &mut Connection,
    caller: &Caller,
    states: &[PartyCorrectionState],
    after: Option<After<PartyCorrectionId>>,
    limit: i64,
) -> Result<Vec<PartyCorrectionRow>, Error> {
    let mut statement = party_correction::table
        .filter(visible(caller))
        .filter(party_correction::state.eq_any(states))
        .order((party_correction::created_at.asc(), party_correction::id.asc()))
        .limit(limit)
        .select(PartyCorrectionRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let later = party_correction::created_at.gt(at);
        let same = party_correction::created_at.eq(at).and(party_correction::id.gt(id));
        statement = statement.filter(later.or(same));
    }
    Ok(statement.load(conn).await?)
}

/// Whether a correction of a party waits for its decision.
pub(super) async fn is_proposed(conn: &mut Connection, party: PartyId) -> Result<bool, Error> {
    let open = party_correction::table
        .filter(party_correction::party_id.eq(party))
        .filter(party_correction::state.eq(PartyCorrectionState::Proposed));
    Ok(diesel::select(exists(open)).get_result(conn).await?)
}

pub(super) async fn insert_party_correction(
    conn: &mut Connection,
    row: &PartyCorrectionRow,
) -> Result<(), Error> {
    diesel::insert_into(party_correction::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_party_correction(
    conn: &mut Connection,
    row: &PartyCorrectionRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = party_correction::table
        .filter(party_correction::id.eq(row.id))
        .filter(party_correction::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

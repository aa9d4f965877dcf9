//! All SQL of the party applications; who may read them stands in [`super::visibility`].

use api_types::agreement::ListPartyApplicationsQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::PartyApplicationState;
use domain::shared::PartyApplicationId;
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::PartyApplicationRow;
use super::visibility::visible;
use crate::schema::party_application;

/// A party application that the caller may read.
pub(super) async fn get_party_application(
    conn: &mut Connection,
    caller: &Caller,
    id: PartyApplicationId,
) -> Result<PartyApplicationRow, Error> {
    let row = party_application::table.filter(party_application::id.eq(id)).filter(visible(caller));
    row.select(PartyApplicationRow::as_select()).first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// A party application that the caller may read, locked until the transaction ends.
pub(super) async fn lock_party_application(
    conn: &mut Connection,
    caller: &Caller,
    id: PartyApplicationId,
) -> Result<PartyApplicationRow, Error> {
    let row = party_application::table
        .filter(party_application::id.eq(id))
        .filter(visible(caller))
        .select(PartyApplicationRow::as_select())
        .for_no_key_update();
    row.first(conn).await.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn list_party_applications(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListPartyApplicationsQuery,
    after: Option<PartyApplicationId>,
    limit: i64,
) -> Result<Vec<PartyApplicationRow>, Error> {
    let mut statement = party_application::table
        .filter(visible(caller))
        .order(party_application::id.asc())
        .limit(limit)
        .select(PartyApplicationRow::as_select())
        .into_boxed();
    if let Some(state) = query.state {
        statement = statement.filter(party_application::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(party_application::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// Those in some states that the caller may read, in order of handing in.
pub(super) async fn list_in_states(
    conn: &mut Connection,
    caller: &Caller,
    states: &[PartyApplicationState],
    after: Option<After<PartyApplicationId>>,
    limit: i64,
) -> Result<Vec<PartyApplicationRow>, Error> {
    let mut statement = party_application::table
        .filter(visible(caller))
        .filter(party_application::state.eq_any(states))
        .order((party_application::created_at.asc(), party_application::id.asc()))
        .limit(limit)
        .select(PartyApplicationRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let later = party_application::created_at.gt(at);
        let same = party_application::created_at.eq(at).and(party_application::id.gt(id));
        statement = statement.filter(later.or(same));
    }
    Ok(statement.load(conn).await?)
}

pub(super) async fn insert_party_application(
    conn: &mut Connection,
    row: &PartyApplicationRow,
) -> Result<(), Error> {
    diesel::insert_into(party_application::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_party_application(
    conn: &mut Connection,
    row: &PartyApplicationRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = party_application::table
        .filter(party_application::id.eq(row.id))
        .filter(party_application::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

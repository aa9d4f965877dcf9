//! All SQL of the backfill grants; who may read them stands in [`super::visibility`].

use api_types::agreement::ListBackfillGrantsQuery;
use db::{Connection, Prepare as _};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::BackfillGrantState;
use domain::shared::BackfillGrantId;
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::BackfillGrantRow;
use super::visibility::visible;
use crate::schema::backfill_grant;

pub(super) async fn insert_grant(conn: &mut Connection, row: &BackfillGrantRow) -> Result<(), Error> {
    diesel::insert_into(backfill_grant::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

pub(super) async fn get_grant(
    conn: &mut Connection,
    caller: &Caller,
    id: BackfillGrantId,
) -> Result<BackfillGrantRow, Error> {
    let query = backfill_grant::table.filter(backfill_grant::id.eq(id)).filter(visible(caller));
    query.select(BackfillGrantRow::as_select()).first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// A grant that the caller may read, locked until the transaction ends.
pub(super) async fn lock_grant(
    conn: &mut Connection,
    caller: &Caller,
    id: BackfillGrantId,
) -> Result<BackfillGrantRow, Error> {
    let row = backfill_grant::table
        .filter(backfill_grant::id.eq(id))
        .filter(visible(caller))
        .select(BackfillGrantRow::as_select())
        .for_no_key_update();
    row.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// Whether a party has the same days under an agreement already, proposed or in force.
pub(super) async fn is_given(conn: &mut Connection, row: &BackfillGrantRow) -> Result<bool, Error> {
    let live = [BackfillGrantState::Proposed, BackfillGrantState::InForce];
    let same = backfill_grant::table
        .filter(backfill_grant::agreement_id.eq(row.agreement_id))
        .filter(backfill_grant::party_id.eq(row.party_id))
        .filter(backfill_grant::from_date.le(row.from_date))
        .filter(backfill_grant::until_date.ge(row.until_date))
        .filter(backfill_grant::state.eq_any(live))
        .filter(backfill_grant::usable_until.is_null().or(backfill_grant::usable_until.gt(row.granted_at)));
    Ok(diesel::select(exists(same)).get_result(conn).await?)
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_grant(
    conn: &mut Connection,
    row: &BackfillGrantRow,
    seen: i64,
) -> Result<usize, Error> {
    let target =
        backfill_grant::table.filter(backfill_grant::id.eq(row.id)).filter(backfill_grant::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

/// Those in some states that the caller may read, in order of proposing.
pub(super) async fn list_in_states(
    conn: &mut Connection,
    caller: &Caller,
    states: &[BackfillGrantState],
    after: Option<After<BackfillGrantId>>,
    limit: i64,
) -> Result<Vec<BackfillGrantRow>, Error> {
    let mut statement = backfill_grant::table
        .filter(visible(caller))
        .filter(backfill_grant::state.eq_any(states))
        .order((backfill_grant::granted_at.asc(), backfill_grant::id.asc()))
        .limit(limit)
        .select(BackfillGrantRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let later = backfill_grant::granted_at.gt(at);
        let same = backfill_grant::granted_at.eq(at).and(backfill_grant::id.gt(id));
        statement = statement.filter(later.or(same));
    }
    Ok(statement.load(conn).await?)
}

pub(super) async fn list_grants(
    conn: &mut Connection,
    caller: &Caller,
    filters: &ListBackfillGrantsQuery,
    after: Option<BackfillGrantId>,
    limit: i64,
) -> Result<Vec<BackfillGrantRow>, Error> {
    let mut query = backfill_grant::table
        .filter(visible(caller))
        .order(backfill_grant::id.asc())
        .limit(limit)
        .select(BackfillGrantRow::as_select())
        .into_boxed();
    if let Some(agreement) = filters.agreement_id {
        query = query.filter(backfill_grant::agreement_id.eq(agreement));
    }
    if let Some(party) = filters.party_id {
        query = query.filter(backfill_grant::party_id.eq(party));
    }
    if let Some(state) = filters.state {
        query = query.filter(backfill_grant::state.eq(state));
    }
    if let Some(after) = after {
        query = query.filter(backfill_grant::id.gt(after));
    }
    Ok(query.load(conn).await?)
}

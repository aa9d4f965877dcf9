//! All SQL of the exceptions; who may read them stands in [`super::visibility`]. Which stand is read by whoever asks, because
//! listings are judged by it.

use std::collections::HashSet;

use api_types::catalog::ListOutletExceptionsQuery;
use chrono::NaiveDate;
use db::{Connection, Prepare as _};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::OutletExceptionState;
use domain::shared::{OutletExceptionId, OutletId, PartyId};
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::OutletExceptionRow;
use super::visibility::visible;
use crate::schema::{outlet, outlet_exception};

pub(super) async fn insert_exception(conn: &mut Connection, row: &OutletExceptionRow) -> Result<(), Error> {
    diesel::insert_into(outlet_exception::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Whether another exception of the same outlet and supplier waits or stands on some day of this one.
pub(super) async fn is_proposed(conn: &mut Connection, row: &OutletExceptionRow) -> Result<bool, Error> {
    let same = outlet_exception::table
        .filter(outlet_exception::outlet_id.eq(row.outlet_id))
        .filter(outlet_exception::supplier_id.eq(row.supplier_id))
        .filter(
            outlet_exception::state.eq_any([OutletExceptionState::Proposed, OutletExceptionState::Agreed]),
        )
        .filter(outlet_exception::from_date.le(row.until_date))
        .filter(outlet_exception::until_date.ge(row.from_date));
    Ok(diesel::select(exists(same)).get_result(conn).await?)
}

pub(super) async fn find_exception(
    conn: &mut Connection,
    caller: &Caller,
    id: OutletExceptionId,
) -> Result<Option<OutletExceptionRow>, Error> {
    let row =
        outlet_exception::table.find(id).filter(visible(caller)).select(OutletExceptionRow::as_select());
    Ok(row.first(conn).await.optional()?)
}

pub(super) async fn lock_exception(
    conn: &mut Connection,
    caller: &Caller,
    id: OutletExceptionId,
) -> Result<OutletExceptionRow, Error> {
    let row = outlet_exception::table
        .find(id)
        .filter(visible(caller))
        .select(OutletExceptionRow::as_select())
        .for_no_key_update()
        .first(conn)
        .await;
    row.optional()?.ok_or(Error::NotFound)
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_exception(
    conn: &mut Connection,
    row: &OutletExceptionRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = outlet_exception::table
        .filter(outlet_exception::id.eq(row.id))
        .filter(outlet_exception::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn list_exceptions(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListOutletExceptionsQuery,
    after: Option<OutletExceptionId>,
    limit: i64,
) -> Result<Vec<OutletExceptionRow>, Error> {
    let mut statement = outlet_exception::table
        .filter(visible(caller))
        .order(outlet_exception::id.asc())
        .limit(limit)
        .select(OutletExceptionRow::as_select())
        .into_boxed();
    if let Some(outlet) = query.outlet_id {
        statement = statement.filter(outlet_exception::outlet_id.eq(outlet));
    }
    if let Some(supplier) = query.supplier_id {
        statement = statement.filter(outlet_exception::supplier_id.eq(supplier));
    }
    if let Some(state) = query.state {
        statement = statement.filter(outlet_exception::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(outlet_exception::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// Exceptions in some states that the caller reads and whose days are not over, in order of their making.
pub(super) async fn list_in_states(
    conn: &mut Connection,
    caller: &Caller,
    (states, day): (&[OutletExceptionState], NaiveDate),
    after: Option<After<OutletExceptionId>>,
    limit: i64,
) -> Result<Vec<OutletExceptionRow>, Error> {
    let mut statement = outlet_exception::table
        .filter(visible(caller))
        .filter(outlet_exception::state.eq_any(states))
        .filter(outlet_exception::until_date.ge(day))
        .order((outlet_exception::created_at.asc(), outlet_exception::id.asc()))
        .limit(limit)
        .select(OutletExceptionRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = outlet_exception::created_at.eq(at).and(outlet_exception::id.gt(id));
        statement = statement.filter(outlet_exception::created_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

/// The outlets among these, each with a supplier, for whom an exception stands on a day. One for another region than the outlet
/// is set aside for now lets nobody in.
pub(crate) async fn excepted_in(
    conn: &mut Connection,
    outlets: &[OutletId],
    day: NaiveDate,
) -> Result<HashSet<(OutletId, PartyId)>, Error> {
    let rows: Vec<OutletExceptionRow> = outlet_exception::table
        .inner_join(outlet::table.on(outlet::id.eq(outlet_exception::outlet_id)))
        .filter(outlet_exception::outlet_id.eq_any(outlets))
        .filter(outlet::dedicated_region_code.eq(outlet_exception::dedicated_region_code.nullable()))
        .filter(outlet_exception::until_date.ge(day))
        .select(OutletExceptionRow::as_select())
        .load(conn)
        .await?;
    let standing = rows.into_iter().filter(|row| row.stands(day));
    Ok(standing.map(|row| (row.outlet_id, row.supplier_id)).collect())
}

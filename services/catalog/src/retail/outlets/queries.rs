//! All SQL of the outlets. Every party reads every outlet.

use api_types::catalog::ListOutletsQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::OutletId;
use service::Error;

use super::rows::OutletRow;
use crate::schema::outlet;

pub(crate) async fn find_outlet(conn: &mut Connection, id: OutletId) -> Result<Option<OutletRow>, Error> {
    Ok(outlet::table.find(id).select(OutletRow::as_select()).first(conn).await.optional()?)
}

/// The outlets of these ids that exist.
pub(crate) async fn find_outlets(conn: &mut Connection, ids: &[OutletId]) -> Result<Vec<OutletRow>, Error> {
    let rows = outlet::table.filter(outlet::id.eq_any(ids)).select(OutletRow::as_select());
    Ok(rows.load(conn).await?)
}

pub(super) async fn lock_outlet(conn: &mut Connection, id: OutletId) -> Result<OutletRow, Error> {
    let row = outlet::table.find(id).select(OutletRow::as_select()).for_no_key_update().first(conn).await;
    row.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn insert_outlet(conn: &mut Connection, row: &OutletRow) -> Result<(), Error> {
    diesel::insert_into(outlet::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_outlet(conn: &mut Connection, row: &OutletRow, seen: i64) -> Result<usize, Error> {
    let target = outlet::table.filter(outlet::id.eq(row.id)).filter(outlet::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn list_outlets(
    conn: &mut Connection,
    query: &ListOutletsQuery,
    after: Option<OutletId>,
    limit: i64,
) -> Result<Vec<OutletRow>, Error> {
    let mut statement =
        outlet::table.order(outlet::id.asc()).limit(limit).select(OutletRow::as_select()).into_boxed();
    if let Some(operator) = query.operator_party_id {
        statement = statement.filter(outlet::operator_party_id.eq(operator));
    }
    if let Some(region) = &query.region_code {
        statement = statement.filter(outlet::region_code.eq(region));
    }
    if let Some(chain) = &query.chain {
        statement = statement.filter(outlet::chain.eq(chain));
    }
    if let Some(kind) = query.kind {
        statement = statement.filter(outlet::kind.eq(kind));
    }
    if let Some(state) = query.state {
        statement = statement.filter(outlet::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(outlet::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

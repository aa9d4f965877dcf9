//! All SQL of the outlets. Every party reads every outlet.

use std::collections::BTreeSet;

use api_types::catalog::ListOutletsQuery;
use chrono::NaiveDate;
use db::{Connection, Prepare as _};
use diesel::dsl::not;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::OutletState;
use domain::shared::{OutletId, PartyId};
use service::Error;

use super::rows::OutletRow;
use crate::schema::outlet;

/// An outlet as it stands on a day.
pub(crate) async fn find_outlet(
    conn: &mut Connection,
    id: OutletId,
    day: NaiveDate,
) -> Result<Option<OutletRow>, Error> {
    let row: Option<OutletRow> =
        outlet::table.find(id).select(OutletRow::as_select()).first(conn).await.optional()?;
    Ok(row.map(|row| row.on(day)))
}

/// The outlets of these ids that exist, as they stand on a day.
pub(crate) async fn find_outlets(
    conn: &mut Connection,
    ids: &[OutletId],
    day: NaiveDate,
) -> Result<Vec<OutletRow>, Error> {
    let rows = outlet::table.filter(outlet::id.eq_any(ids)).select(OutletRow::as_select());
    let rows: Vec<OutletRow> = rows.load(conn).await?;
    Ok(rows.into_iter().map(|row| row.on(day)).collect())
}

pub(crate) async fn lock_outlet(
    conn: &mut Connection,
    id: OutletId,
    day: NaiveDate,
) -> Result<OutletRow, Error> {
    let row = outlet::table.find(id).select(OutletRow::as_select()).for_no_key_update().first(conn).await;
    row.optional()?.map(|row: OutletRow| row.on(day)).ok_or(Error::NotFound)
}

/// Those of some chains of which a party runs, or plans, an outlet.
pub(crate) async fn chains_of(
    conn: &mut Connection,
    operator: PartyId,
    chains: &[&str],
) -> Result<BTreeSet<String>, Error> {
    let run = outlet::table
        .filter(outlet::operator_party_id.eq(operator))
        .filter(outlet::state.ne(OutletState::Closed))
        .filter(outlet::chain.eq_any(chains))
        .select(outlet::chain.assume_not_null());
    let run: Vec<String> = run.load(conn).await?;
    Ok(run.into_iter().collect())
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
    day: NaiveDate,
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
        let opened = outlet::state.eq(OutletState::Planned).and(outlet::opens_date.assume_not_null().le(day));
        statement = match state {
            OutletState::Open => statement.filter(outlet::state.eq(state).or(opened)),
            OutletState::Planned => statement.filter(outlet::state.eq(state)).filter(not(opened)),
            OutletState::Closed => statement.filter(outlet::state.eq(state)),
        };
    }
    if let Some(after) = after {
        statement = statement.filter(outlet::id.gt(after));
    }
    let rows: Vec<OutletRow> = statement.load(conn).await?;
    Ok(rows.into_iter().map(|row| row.on(day)).collect())
}

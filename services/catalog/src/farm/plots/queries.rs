//! All SQL of the plots; who may read them stands in [`super::visibility`].

use api_types::catalog::ListPlotsQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{PartyId, PlotId};
use service::Error;
use web::Caller;

use super::rows::PlotRow;
use super::visibility::visible;
use crate::schema::plot;

pub(super) async fn find_plot(
    conn: &mut Connection,
    caller: &Caller,
    id: PlotId,
) -> Result<Option<PlotRow>, Error> {
    let found = plot::table.filter(plot::id.eq(id)).filter(visible(caller)).select(PlotRow::as_select());
    Ok(found.first(conn).await.optional()?)
}

pub(super) async fn lock_plot(conn: &mut Connection, caller: &Caller, id: PlotId) -> Result<PlotRow, Error> {
    let found = plot::table.filter(plot::id.eq(id)).filter(visible(caller)).select(PlotRow::as_select());
    found.for_no_key_update().first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// The plots of a party among these, locked in order of their ids: seasons on them are planned under this lock.
pub(crate) async fn lock_plots(
    conn: &mut Connection,
    owner: PartyId,
    ids: &[PlotId],
) -> Result<Vec<PlotRow>, Error> {
    let found = plot::table
        .filter(plot::id.eq_any(ids))
        .filter(plot::owner_party_id.eq(owner))
        .order(plot::id.asc())
        .select(PlotRow::as_select());
    Ok(found.for_no_key_update().load(conn).await?)
}

pub(super) async fn insert_plot(conn: &mut Connection, row: &PlotRow) -> Result<(), Error> {
    diesel::insert_into(plot::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_plot(conn: &mut Connection, row: &PlotRow, seen: i64) -> Result<usize, Error> {
    let target = plot::table.filter(plot::id.eq(row.id)).filter(plot::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn list_plots(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListPlotsQuery,
    after: Option<PlotId>,
    limit: i64,
) -> Result<Vec<PlotRow>, Error> {
    let mut statement = plot::table
        .filter(visible(caller))
        .order(plot::id.asc())
        .limit(limit)
        .select(PlotRow::as_select())
        .into_boxed();
    if let Some(owner) = query.owner_party_id {
        statement = statement.filter(plot::owner_party_id.eq(owner));
    }
    if let Some(region) = &query.region_code {
        statement = statement.filter(plot::region_code.eq(region));
    }
    if let Some(kind) = query.land_kind {
        statement = statement.filter(plot::land_kind.eq(kind));
    }
    if let Some(state) = query.state {
        statement = statement.filter(plot::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(plot::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

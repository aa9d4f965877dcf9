//! All SQL of the seasons; who may read them stands in [`super::visibility`].

use std::collections::HashMap;

use api_types::catalog::ListSeasonsQuery;
use db::{Connection, Prepare as _};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::{SeasonDates, SeasonState};
use domain::shared::{Lifecycle as _, PlotId, SeasonId, SeasonInputId};
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::{Season, SeasonInputRow, SeasonPlotRow, SeasonRow};
use super::visibility::{governed, visible};
use crate::schema::{season, season_input, season_plot};

pub(super) async fn find_season(
    conn: &mut Connection,
    caller: &Caller,
    id: SeasonId,
) -> Result<Option<SeasonRow>, Error> {
    let found =
        season::table.filter(season::id.eq(id)).filter(visible(caller)).select(SeasonRow::as_select());
    Ok(found.first(conn).await.optional()?)
}

/// The season that a forecast speaks of: no step ends it meanwhile.
pub(in crate::farm) async fn lock_season_row(
    conn: &mut Connection,
    caller: &Caller,
    id: SeasonId,
) -> Result<Option<SeasonRow>, Error> {
    let found =
        season::table.filter(season::id.eq(id)).filter(visible(caller)).select(SeasonRow::as_select());
    Ok(found.for_share().first(conn).await.optional()?)
}

/// The season with its plots, locked.
pub(super) async fn lock_season(
    conn: &mut Connection,
    caller: &Caller,
    id: SeasonId,
) -> Result<Season, Error> {
    let found =
        season::table.filter(season::id.eq(id)).filter(visible(caller)).select(SeasonRow::as_select());
    let row: SeasonRow = found.for_no_key_update().first(conn).await.optional()?.ok_or(Error::NotFound)?;
    let governs = season::table.filter(season::id.eq(id)).filter(governed(caller)).select(season::id);
    let governs: Option<SeasonId> = governs.first(conn).await.optional()?;
    let plots = plots_of(conn, &[id]).await?.remove(&id).unwrap_or_default();
    Ok(Season { row, plots, governs: governs.is_some() })
}

/// The plots of seasons, each list in order of the plots' ids.
pub(super) async fn plots_of(
    conn: &mut Connection,
    ids: &[SeasonId],
) -> Result<HashMap<SeasonId, Vec<SeasonPlotRow>>, Error> {
    let rows: Vec<SeasonPlotRow> = season_plot::table
        .filter(season_plot::season_id.eq_any(ids))
        .order((season_plot::season_id, season_plot::plot_id))
        .select(SeasonPlotRow::as_select())
        .load(conn)
        .await?;
    let mut found: HashMap<SeasonId, Vec<SeasonPlotRow>> = HashMap::new();
    for row in rows {
        found.entry(row.season_id).or_default().push(row);
    }
    Ok(found)
}

/// The first of these plots that bears an open season of the same form, on days that the wanted ones meet.
pub(super) async fn find_meeting(
    conn: &mut Connection,
    plots: &[PlotId],
    (commodity, form): (&str, &str),
    dates: SeasonDates,
) -> Result<Option<PlotId>, Error> {
    let open: Vec<_> = SeasonState::STATES.iter().copied().filter(|state| state.is_open()).collect();
    let found = season_plot::table
        .inner_join(season::table.on(season::id.eq(season_plot::season_id)))
        .filter(season_plot::plot_id.eq_any(plots))
        .filter(season::commodity_code.eq(commodity))
        .filter(season::form_code.eq(form))
        .filter(season::state.eq_any(open))
        .filter(season::planting_date.le(dates.harvest_until))
        .filter(season::harvest_until_date.ge(dates.planting))
        .order(season_plot::plot_id.asc())
        .select(season_plot::plot_id);
    Ok(found.first(conn).await.optional()?)
}

pub(super) async fn insert_season(conn: &mut Connection, season: &Season) -> Result<(), Error> {
    diesel::insert_into(season::table).values(&season.row).prepared().execute(conn).await?;
    diesel::insert_into(season_plot::table).values(&season.plots).execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_season(conn: &mut Connection, row: &SeasonRow, seen: i64) -> Result<usize, Error> {
    let target = season::table.filter(season::id.eq(row.id)).filter(season::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn list_seasons(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListSeasonsQuery,
    after: Option<SeasonId>,
    limit: i64,
) -> Result<Vec<SeasonRow>, Error> {
    let mut statement = season::table
        .filter(visible(caller))
        .order(season::id.asc())
        .limit(limit)
        .select(SeasonRow::as_select())
        .into_boxed();
    if let Some(owner) = query.owner_party_id {
        statement = statement.filter(season::owner_party_id.eq(owner));
    }
    if let Some(code) = &query.commodity_code {
        statement = statement.filter(season::commodity_code.eq(code));
    }
    if let Some(region) = &query.region_code {
        statement = statement.filter(season::region_code.eq(region));
    }
    if let Some(contract) = query.contract_id {
        statement = statement.filter(season::contract_id.eq(contract));
    }
    if let Some(state) = query.state {
        statement = statement.filter(season::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(season::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// Seasons of the caller's party, or of parties it governs, in some states, the longest there first.
pub(super) async fn list_waiting(
    conn: &mut Connection,
    caller: &Caller,
    (states, judged): (&[SeasonState], &[SeasonState]),
    after: Option<After<SeasonId>>,
    limit: i64,
) -> Result<Vec<(SeasonRow, bool)>, Error> {
    let own = season::owner_party_id.eq(caller.party()).and(season::state.eq_any(states));
    let others = season::state.eq_any(judged).and(governed(caller));
    let mut statement = season::table
        .filter(own.or(others))
        .order((season::updated_at.asc(), season::id.asc()))
        .limit(limit)
        .select((SeasonRow::as_select(), governed(caller)))
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = season::updated_at.eq(at).and(season::id.gt(id));
        statement = statement.filter(season::updated_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

pub(super) async fn insert_input(conn: &mut Connection, row: &SeasonInputRow) -> Result<(), Error> {
    diesel::insert_into(season_input::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// What was given for a season, where it was.
pub(super) async fn find_input(
    conn: &mut Connection,
    season: SeasonId,
    id: SeasonInputId,
) -> Result<Option<SeasonInputRow>, Error> {
    let found = season_input::table
        .filter(season_input::id.eq(id))
        .filter(season_input::season_id.eq(season))
        .select(SeasonInputRow::as_select());
    Ok(found.first(conn).await.optional()?)
}

pub(super) async fn list_inputs(
    conn: &mut Connection,
    caller: &Caller,
    season: SeasonId,
    after: Option<SeasonInputId>,
    limit: i64,
) -> Result<Vec<SeasonInputRow>, Error> {
    let own = season::owner_party_id.eq(caller.party()).or(governed(caller));
    let reads_all = diesel::select(exists(season::table.filter(season::id.eq(season)).filter(own)));
    let reads_all = caller.is_service() || reads_all.get_result(conn).await?;
    let mut statement = season_input::table
        .filter(season_input::season_id.eq(season))
        .order(season_input::id.asc())
        .limit(limit)
        .select(SeasonInputRow::as_select())
        .into_boxed();
    // What the grower bears itself is no business of who buys from it.
    if !reads_all {
        statement = statement.filter(season_input::party_id.eq(caller.party()).or(season_input::deductible));
    }
    if let Some(after) = after {
        statement = statement.filter(season_input::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

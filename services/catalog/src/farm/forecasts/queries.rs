//! All SQL of the harvest forecasts; who may read the season may read them.

use api_types::catalog::ListHarvestForecastsQuery;
use chrono::NaiveDate;
use db::{Connection, Prepare as _};
use diesel::dsl::{exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use domain::shared::{HarvestForecastId, RegionCode, SeasonId};
use serde::{Deserialize, Serialize};
use service::Error;
use web::Caller;

use super::rows::HarvestForecastRow;
use crate::farm::seasons::visible;
use crate::schema::{harvest_forecast, season};

/// Where a page of forecasts ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    pub(super) from_date: NaiveDate,
    pub(super) id: HarvestForecastId,
}

type Said = Box<dyn BoxableExpression<harvest_forecast::table, Pg, SqlType = Bool>>;

/// Whether a forecast is the latest word on the same form and days of its season.
fn is_current() -> Said {
    let later = diesel::alias!(harvest_forecast as later);
    let newer = later.field(harvest_forecast::captured_at).gt(harvest_forecast::captured_at).or(later
        .field(harvest_forecast::captured_at)
        .eq(harvest_forecast::captured_at)
        .and(later.field(harvest_forecast::id).gt(harvest_forecast::id)));
    let replaced = later
        .filter(later.field(harvest_forecast::season_id).eq(harvest_forecast::season_id))
        .filter(later.field(harvest_forecast::form_code).eq(harvest_forecast::form_code))
        .filter(later.field(harvest_forecast::from_date).eq(harvest_forecast::from_date))
        .filter(later.field(harvest_forecast::until_date).eq(harvest_forecast::until_date))
        .filter(newer);
    Box::new(not(exists(replaced)))
}

/// What stands under an id, if anything, and whether it is the latest word.
pub(super) async fn find_forecast(
    mut conn: &Connection,
    id: HarvestForecastId,
) -> Result<Option<(HarvestForecastRow, bool)>, Error> {
    let stored = harvest_forecast::table
        .filter(harvest_forecast::id.eq(id))
        .select((HarvestForecastRow::as_select(), is_current()));
    Ok(stored.first(&mut conn).await.optional()?)
}

/// Inserts a forecast; false when its id is taken.
pub(super) async fn insert_forecast(conn: &mut Connection, row: &HarvestForecastRow) -> Result<bool, Error> {
    let inserting = diesel::insert_into(harvest_forecast::table).values(row).on_conflict_do_nothing();
    Ok(inserting.prepared().execute(conn).await? == 1)
}

pub(super) async fn list_forecasts(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListHarvestForecastsQuery,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<(HarvestForecastRow, bool)>, Error> {
    use harvest_forecast as said;
    let seen = season::table.filter(visible(caller)).select(season::id).into_boxed::<Pg>();
    let mut statement = said::table
        .filter(said::season_id.eq_any(seen))
        .order((said::from_date.asc(), said::id.asc()))
        .limit(limit)
        .select((HarvestForecastRow::as_select(), is_current()))
        .into_boxed();
    if let Some(season) = query.season_id {
        statement = statement.filter(said::season_id.eq(season));
    }
    if let Some(code) = &query.commodity_code {
        statement = statement.filter(said::commodity_code.eq(code));
    }
    if let Some(region) = &query.region_code {
        let region: Option<RegionCode> = region.parse().ok();
        let parts: Vec<&str> = region.iter().flat_map(RegionCode::parts).collect();
        statement = statement.filter(said::region_code.eq_any(parts));
    }
    if let Some(day) = query.from_date {
        statement = statement.filter(said::until_date.ge(day));
    }
    if let Some(day) = query.until_date {
        statement = statement.filter(said::from_date.le(day));
    }
    match query.current {
        Some(true) => statement = statement.filter(is_current()),
        Some(false) => statement = statement.filter(not(is_current())),
        None => {}
    }
    if let Some(Position { from_date, id }) = after {
        let earlier = said::from_date.eq(from_date).and(said::id.le(id));
        statement = statement.filter(said::from_date.ge(from_date)).filter(not(earlier));
    }
    Ok(statement.load(conn).await?)
}

/// The latest word on all days of some seasons, in order of season, form and days.
pub(super) async fn current_of(
    conn: &mut Connection,
    seasons: &[SeasonId],
) -> Result<Vec<HarvestForecastRow>, Error> {
    let rows = harvest_forecast::table
        .filter(harvest_forecast::season_id.eq_any(seasons))
        .filter(is_current())
        .order((
            harvest_forecast::season_id,
            harvest_forecast::from_date,
            harvest_forecast::form_code,
            harvest_forecast::id,
        ))
        .select(HarvestForecastRow::as_select());
    Ok(rows.load(conn).await?)
}

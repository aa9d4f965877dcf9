//! What growers expect to bring in, as the catalog tells it. A forecast never changes; a later one of the same days replaces it.

use api_types::catalog::{HarvestForecastEventData, HarvestForecastView, ListHarvestForecastsQuery};
use chrono::{DateTime, NaiveDate, Utc};
use client::{Api, CatalogApi, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::SeasonState;
use domain::shared::{HarvestForecastId, PartyId, Quantity, SeasonId};
use service::projection::Keeping;
use service::{Error, Projected};

use crate::schema::{projected_forecast, projected_season};

/// What is known of a forecast.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_forecast)]
pub struct HarvestForecastRow {
    /// Its id.
    pub id: HarvestForecastId,
    /// The season.
    pub season_id: SeasonId,
    /// Whose season it is.
    pub owner_party_id: PartyId,
    /// Where its plots lie.
    pub region_code: String,
    /// The commodity.
    pub commodity_code: String,
    /// The form it comes in.
    pub form_code: String,
    /// The first day of the harvest.
    pub first_day: NaiveDate,
    /// The last day of the harvest.
    pub last_day: NaiveDate,
    /// How much is expected, in base units.
    pub quantity_base: i64,
    /// When it was said.
    pub captured_at: DateTime<Utc>,
}

/// What was said of some days of a season, as read.
#[derive(Debug, Clone)]
pub struct HarvestForecasts {
    rows: Vec<HarvestForecastRow>,
}

impl HarvestForecasts {
    /// Reads what the catalog has of the days that an event names.
    pub(super) async fn read(api: &Api, told: HarvestForecastEventData) -> Result<Self, ClientError> {
        let query = ListHarvestForecastsQuery {
            season_id: Some(told.season_id),
            from_date: Some(told.from_date),
            until_date: Some(told.until_date),
            ..Default::default()
        };
        let views = CatalogApi::new(api.clone()).list_harvest_forecasts(&query).all().await?;
        Self::of(views)
    }

    /// What is kept of forecasts.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for a quantity that is none of ours.
    pub fn of(views: Vec<HarvestForecastView>) -> Result<Self, ClientError> {
        Ok(Self { rows: views.into_iter().map(HarvestForecastRow::of).collect::<Result<_, _>>()? })
    }
}

impl HarvestForecastRow {
    fn of(view: HarvestForecastView) -> Result<Self, ClientError> {
        let quantity = Quantity::parse(&view.quantity.value, view.quantity.unit)
            .map_err(|error| ClientError::Unexpected(format!("the quantity of {}: {error}", view.id)))?;
        Ok(Self {
            id: view.id,
            season_id: view.season_id,
            owner_party_id: view.owner_party_id,
            region_code: view.region_code,
            commodity_code: view.commodity_code,
            form_code: view.form_code,
            first_day: view.from_date,
            last_day: view.until_date,
            quantity_base: quantity.base(),
            captured_at: view.captured_at,
        })
    }
}

/// The latest word on all days, of goods from a day on, of seasons that go on.
pub(crate) async fn current_forecasts(
    conn: &mut Connection,
    (commodity, form): (&str, &str),
    from: NaiveDate,
) -> Result<Vec<HarvestForecastRow>, Error> {
    use projected_forecast as said;
    let open: Vec<SeasonState> = SeasonState::ALL.iter().copied().filter(|state| state.is_open()).collect();
    let seasons = projected_season::table
        .filter(projected_season::state.eq_any(open))
        .filter(projected_season::version.ge(0))
        .select(projected_season::id);
    let rows = said::table
        .filter(said::commodity_code.eq(commodity))
        .filter(said::form_code.eq(form))
        .filter(said::first_day.ge(from))
        .filter(said::season_id.eq_any(seasons))
        .distinct_on((said::season_id, said::first_day, said::last_day))
        .order((said::season_id, said::first_day, said::last_day, said::captured_at.desc(), said::id.desc()))
        .select(HarvestForecastRow::as_select());
    Ok(rows.load(conn).await?)
}

impl Projected for HarvestForecasts {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move {
            let once = diesel::insert_into(projected_forecast::table).values(&self.rows);
            let once = once.on_conflict_do_nothing();
            once.execute(conn).await?;
            Ok(())
        })
    }
}

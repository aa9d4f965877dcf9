//! Rows of the harvest forecasts.

use api_types::catalog::{HarvestForecastEventData, HarvestForecastView, PutHarvestForecastRequest};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::catalog::{GoodsLimit, is_stale, read_window};
use domain::shared::{Dated, HarvestForecastId, PartyId, Quantity, SeasonId, Unit, jakarta_date};
use web::Etag;

use super::queries::Position;
use crate::schema::harvest_forecast;

/// A forecast as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = harvest_forecast)]
pub(super) struct HarvestForecastRow {
    pub(super) id: HarvestForecastId,
    pub(super) season_id: SeasonId,
    pub(super) owner_party_id: PartyId,
    pub(super) region_code: String,
    pub(super) commodity_code: String,
    pub(super) form_code: String,
    pub(super) from_date: NaiveDate,
    pub(super) until_date: NaiveDate,
    pub(super) quantity_base: i64,
    pub(super) quantity_unit: Unit,
    pub(super) captured_at: DateTime<Utc>,
    pub(super) claimed_at: Option<DateTime<Utc>>,
    pub(super) backfilled: bool,
    pub(super) party_id: PartyId,
    pub(super) actor_subject: String,
    pub(super) recorded_at: DateTime<Utc>,
}

impl HarvestForecastRow {
    /// Whether a request says the same, whoever sends it and whenever it comes in.
    pub(super) fn is_said_by(&self, body: &PutHarvestForecastRequest) -> bool {
        let said = self.claimed_at.unwrap_or(self.captured_at);
        let window = read_window(body.week.as_deref(), body.from_date, body.until_date, self.from_date);
        let quantity = Quantity::parse(&body.quantity.value, body.quantity.unit);
        self.season_id == body.season_id
            && self.form_code == body.form_code
            && window == Ok((self.from_date, self.until_date))
            && quantity == Ok(Quantity::from_stored(self.quantity_base, self.quantity_unit))
            && said.timestamp_micros() == body.captured_at.timestamp_micros()
    }

    /// Where a page that ends with it ended.
    pub(super) fn position(&self) -> Position {
        Position { from_date: self.from_date, id: self.id }
    }

    /// What the event of it tells.
    pub(super) fn event_data(&self) -> HarvestForecastEventData {
        HarvestForecastEventData {
            harvest_forecast_id: self.id,
            season_id: self.season_id,
            owner_party_id: self.owner_party_id,
            commodity_code: self.commodity_code.clone(),
            form_code: self.form_code.clone(),
            region_code: self.region_code.clone(),
            from_date: self.from_date,
            until_date: self.until_date,
        }
    }

    /// Whether it is too old to count on.
    pub(super) fn is_stale(&self, limits: &[Dated<GoodsLimit>], today: NaiveDate) -> bool {
        is_stale(limits, jakarta_date(self.captured_at), today)
    }

    pub(super) fn view(
        self,
        current: bool,
        limits: &[Dated<GoodsLimit>],
        today: NaiveDate,
    ) -> HarvestForecastView {
        let stale = self.is_stale(limits, today);
        HarvestForecastView {
            etag: etag(current, stale).to_string(),
            id: self.id,
            season_id: self.season_id,
            owner_party_id: self.owner_party_id,
            region_code: self.region_code,
            commodity_code: self.commodity_code,
            form_code: self.form_code,
            from_date: self.from_date,
            until_date: self.until_date,
            quantity: Quantity::from_stored(self.quantity_base, self.quantity_unit).into(),
            current,
            stale,
            captured_at: self.captured_at,
            claimed_at: self.claimed_at,
            recorded_at: self.recorded_at,
            recorded_by_party_id: self.party_id,
        }
    }
}

/// The ETag of a forecast: it never changes, but what is derived of it does.
pub(super) fn etag(current: bool, stale: bool) -> Etag {
    Etag::with_derived(1, &format!("{current} {stale}"))
}

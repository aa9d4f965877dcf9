//! What growers expect to bring in.

use chrono::{DateTime, NaiveDate, Utc};
use domain::shared::{HarvestForecastId, PartyId, SeasonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WireQuantity;

/// Says what a season is expected to give in some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutHarvestForecastRequest {
    /// The season.
    pub season_id: SeasonId,
    /// The form it comes in; one of the season's commodity.
    #[schema(example = "paddy_mill_dry", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub form_code: String,
    /// The ISO week of the harvest; this, or `from_date` and `until_date`.
    #[schema(example = "2027-W10", pattern = "^[0-9]{4}-W[0-9]{2}$", max_length = 8)]
    #[serde(default)]
    pub week: Option<String>,
    /// The first day of the harvest.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub from_date: Option<NaiveDate>,
    /// The last day of the harvest, 31 days after the first are too many.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub until_date: Option<NaiveDate>,
    /// How much is expected; nothing where nothing is left to expect.
    pub quantity: WireQuantity,
    /// When the phone was told; the past beyond the window for late phones needs a backfill grant.
    #[schema(example = "2027-02-20T03:00:00Z")]
    pub captured_at: DateTime<Utc>,
}

/// What a season is expected to give in some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HarvestForecastView {
    /// Its id.
    pub id: HarvestForecastId,
    /// Its ETag.
    #[schema(example = "\"v1-1d5e7c2a90b34f68\"")]
    pub etag: String,
    /// The season.
    pub season_id: SeasonId,
    /// Whose season it is.
    pub owner_party_id: PartyId,
    /// Where its plots lie.
    #[schema(example = "18.72")]
    pub region_code: String,
    /// The commodity.
    #[schema(example = "rice")]
    pub commodity_code: String,
    /// The form it comes in.
    #[schema(example = "paddy_mill_dry")]
    pub form_code: String,
    /// The first day of the harvest.
    #[schema(example = "2027-03-08")]
    pub from_date: NaiveDate,
    /// The last day of the harvest.
    #[schema(example = "2027-03-14")]
    pub until_date: NaiveDate,
    /// How much is expected.
    pub quantity: WireQuantity,
    /// Whether it is the latest word on these days; a later one replaces it, and it stays as history.
    #[schema(example = true)]
    pub current: bool,
    /// Whether it is too old to count on, by the row `forecast_age` of `/v1/goods-limits`.
    #[schema(example = false)]
    pub stale: bool,
    /// When the phone was told.
    #[schema(example = "2027-02-20T03:00:00Z")]
    pub captured_at: DateTime<Utc>,
    /// The time said, where the clock that said it ran ahead of the server's.
    #[schema(example = json!(null))]
    pub claimed_at: Option<DateTime<Utc>>,
    /// When the server recorded it.
    pub recorded_at: DateTime<Utc>,
    /// Party of who recorded it.
    pub recorded_by_party_id: PartyId,
}

/// What is expected of a season in one week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ForecastWeekView {
    /// The ISO week in which the days of the forecasts begin.
    #[schema(example = "2027-W10")]
    pub week: String,
    /// The form it comes in.
    #[schema(example = "paddy_mill_dry")]
    pub form_code: String,
    /// The sum of the latest forecasts.
    pub quantity: WireQuantity,
    /// Whether one of them is too old to count on.
    #[schema(example = false)]
    pub stale: bool,
}

crate::list_query! {
    /// Filters of the forecasts.
    pub struct ListHarvestForecastsQuery {
        /// Only those of this season.
        season_id: SeasonId,
        /// Only those of this commodity.
        #[param(example = "rice", max_length = 40)]
        commodity_code: String,
        /// Only those of plots in this region; a province stands for its cities and regencies too.
        #[param(example = "18", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
        /// Only those whose days end on this day or later.
        from_date: NaiveDate,
        /// Only those whose days begin on this day or earlier.
        until_date: NaiveDate,
        /// Only the latest word on the same days, or only what was replaced.
        current: bool,
    }
}

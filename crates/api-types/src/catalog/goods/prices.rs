//! Prices that were seen, one by one and over time.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{GoodsLimitKind, SeriesPeriod};
use domain::shared::{PartyId, PriceBasis, PriceLevel, PriceObservationId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{ReferenceView, WireMoney};

crate::dated_rows! {
    /// Adds a number of days that goods are judged by.
    pub struct CreateGoodsLimitRequest;
    /// What events of a number of days tell.
    pub struct GoodsLimitEventData;
    /// A number of days that goods are judged by.
    pub struct GoodsLimitView of GoodsLimitId by legal_basis ("The law, regulation or decision.", "Platform rule") {
        /// What it limits.
        kind: GoodsLimitKind,
        /// The days.
        #[schema(example = 90, minimum = 1, maximum = 3650)]
        days: u16,
    }
}

crate::list_query! {
    /// Filters of the numbers of days.
    pub struct ListGoodsLimitsQuery {
        /// Only those of this kind.
        kind: GoodsLimitKind,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}

/// Records a price that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutPriceObservationRequest {
    /// The commodity.
    #[schema(example = "eggs", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub commodity_code: String,
    /// Its form.
    #[schema(example = "fresh_shell", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub form_code: String,
    /// Its grade, where it has a price of its own.
    #[schema(example = json!(null), pattern = "^[a-z][a-z0-9_]{1,39}$")]
    #[serde(default)]
    pub grade: Option<String>,
    /// Where it was seen.
    #[schema(example = "31.75", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(deserialize_with = "crate::listed_region")]
    pub region_code: String,
    /// Where on the way from the field to the table it is paid.
    #[schema(example = "consumer")]
    pub level: PriceLevel,
    /// What the price counts.
    pub price_basis: PriceBasis,
    /// The price.
    pub price: WireMoney,
    /// The day on which it was seen; not older than the row `observation_age` of `/v1/goods-limits` allows.
    #[schema(example = "2026-11-16")]
    pub observed_date: NaiveDate,
    /// Who or what showed it: a market, a survey, a newspaper.
    #[schema(example = "Pasar Induk Kramat Jati", min_length = 3, max_length = 200)]
    pub source: String,
    /// The observation of the same party that this one corrects, which then counts no more.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub corrects_observation_id: Option<PriceObservationId>,
}

/// A price that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PriceObservationView {
    /// Its id.
    pub id: PriceObservationId,
    /// Its ETag.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The commodity.
    #[schema(example = "eggs")]
    pub commodity_code: String,
    /// Its form.
    #[schema(example = "fresh_shell")]
    pub form_code: String,
    /// Its grade; null where none was stated.
    #[schema(example = json!(null))]
    pub grade: Option<String>,
    /// Where it was seen.
    #[schema(example = "31.75")]
    pub region_code: String,
    /// Where on the way from the field to the table it is paid.
    #[schema(example = "consumer")]
    pub level: PriceLevel,
    /// What the price counts.
    pub price_basis: PriceBasis,
    /// The price.
    pub price: WireMoney,
    /// The day on which it was seen.
    #[schema(example = "2026-11-16")]
    pub observed_date: NaiveDate,
    /// Who or what showed it.
    #[schema(example = "Pasar Induk Kramat Jati")]
    pub source: String,
    /// The observation that this one corrects; null where none.
    #[schema(example = json!(null))]
    pub corrects_observation_id: Option<PriceObservationId>,
    /// The observation that corrects this one, which then counts no more; null while it counts.
    #[schema(example = json!(null))]
    pub corrected_by_observation_id: Option<PriceObservationId>,
    /// The party that recorded it.
    pub recorded_by_party_id: PartyId,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the prices that were seen and count, the latest first.
    pub struct ListPriceObservationsQuery {
        /// Only those of this commodity.
        #[param(example = "eggs", max_length = 40)]
        commodity_code: String,
        /// Only those of this form.
        #[param(example = "fresh_shell", max_length = 40)]
        form_code: String,
        /// Only those seen in this region; a province stands for its cities and regencies too.
        #[param(example = "31", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
        /// Only those of this level.
        level: PriceLevel,
        /// Only those seen on this day or later.
        from_date: NaiveDate,
        /// Only those seen on this day or earlier.
        until_date: NaiveDate,
    }
}

/// What prices over time are asked for.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PriceSeriesQuery {
    /// The commodity.
    #[param(example = "eggs", max_length = 40)]
    pub commodity_code: String,
    /// Its form.
    #[param(example = "fresh_shell", max_length = 40)]
    pub form_code: String,
    /// Its grade; every grade together when absent.
    #[param(example = "omega", max_length = 40)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// Where; a province stands for its cities and regencies too, the whole country when absent.
    #[param(example = "31", max_length = 5)]
    #[serde(
        default,
        deserialize_with = "crate::some_listed_region",
        skip_serializing_if = "Option::is_none"
    )]
    pub region_code: Option<String>,
    /// Where on the way from the field to the table.
    pub level: PriceLevel,
    /// What the prices count; as goods of this form are usually priced when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_basis: Option<PriceBasis>,
    /// The first day.
    #[param(example = "2026-01-01")]
    pub from_date: NaiveDate,
    /// The last day; 731 days after the first are too many.
    #[param(example = "2026-12-31")]
    pub until_date: NaiveDate,
    /// By what they are put together.
    #[param(inline)]
    pub period: SeriesPeriod,
}

/// The prices of one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PricePointView {
    /// Its first day.
    #[schema(example = "2026-11-16")]
    pub from_date: NaiveDate,
    /// Its last day.
    #[schema(example = "2026-11-22")]
    pub until_date: NaiveDate,
    /// How many prices were seen.
    #[schema(example = 12)]
    pub observations: i64,
    /// The lowest; null where none was seen.
    pub low: Option<WireMoney>,
    /// The middle one, of two in the middle their mean, half up; null where none was seen.
    pub median: Option<WireMoney>,
    /// The highest; null where none was seen.
    pub high: Option<WireMoney>,
    /// The reference price in force on the last day, and how the middle one stands to it; null where there is none.
    pub reference: Option<ReferenceView>,
}

/// Prices over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PriceSeriesView {
    /// The commodity.
    #[schema(example = "eggs")]
    pub commodity_code: String,
    /// Its form.
    #[schema(example = "fresh_shell")]
    pub form_code: String,
    /// What the prices count.
    pub price_basis: PriceBasis,
    /// Every period of the range, in order, those without a price too.
    pub points: Vec<PricePointView>,
}

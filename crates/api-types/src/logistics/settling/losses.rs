//! Statistics of what was lost on the way, per route and commodity.

use chrono::NaiveDate;
use domain::logistics::Measure;
use domain::shared::Unit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What became of the goods of one commodity on one route in one measure, over the receipts that the caller may read and that
/// were not taken back; every figure an exact decimal in `unit`. They close:
/// `loaded + surplus + gained = received + removed + missing + lost_within_allowance + lost_beyond_allowance`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LossStatisticView {
    /// Region of departure.
    #[schema(example = "18.72")]
    pub origin_region_code: String,
    /// Region of arrival.
    #[schema(example = "31")]
    pub destination_region_code: String,
    /// What travelled.
    #[schema(example = "cattle")]
    pub commodity_code: String,
    /// In what it was counted or weighed; one measure is never added to another.
    #[schema(example = "mass")]
    pub measure: Measure,
    /// The unit of every figure.
    pub unit: Unit,
    /// On the vehicles at departure.
    #[schema(example = "10500")]
    pub loaded: String,
    /// There at the receiver's: accepted, held as excess, or rejected.
    #[schema(example = "9900")]
    pub received: String,
    /// Lost by physics or fate as far as the allowance of the journey goes: shrinkage of weight, deaths of heads.
    #[schema(example = "556.5")]
    pub lost_within_allowance: String,
    /// Lost beyond it; what becomes a claim.
    #[schema(example = "43.5")]
    pub lost_beyond_allowance: String,
    /// Loaded and not there.
    #[schema(example = "0")]
    pub missing: String,
    /// Left the load for a known reason: loaded weight of the dead, samples, animals slaughtered in an emergency.
    #[schema(example = "0")]
    pub removed: String,
    /// There, and not loaded according to the papers.
    #[schema(example = "0")]
    pub surplus: String,
    /// Weight that goods took up, or by which two scales differ.
    #[schema(example = "0")]
    pub gained: String,
    /// Lines of receipts.
    #[schema(example = 1)]
    pub lines: i64,
    /// Lines that lost more than the allowance.
    #[schema(example = 1)]
    pub lines_beyond_allowance: i64,
}

crate::list_query! {
    /// Filters of the loss statistics.
    pub struct ListLossStatisticsQuery {
        /// Only from this region.
        #[param(example = "18.72", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        origin_region_code: String,
        /// Only to this region.
        #[param(example = "31", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        destination_region_code: String,
        /// Only of this commodity.
        #[param(example = "cattle", max_length = 40)]
        commodity_code: String,
        /// Only goods received on this day or later, in Jakarta.
        #[param(example = "2026-11-01")]
        received_from_date: NaiveDate,
        /// Only goods received on this day or before.
        #[param(example = "2026-11-30")]
        received_until_date: NaiveDate,
    }
}

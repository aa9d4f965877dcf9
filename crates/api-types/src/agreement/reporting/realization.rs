//! The realisation report: what has been accepted under an agreement since its signature.

use chrono::{DateTime, NaiveDate, Utc};
use domain::shared::{AgreementId, NaturalUnit};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::agreement::NamedCommodity;
use crate::{WireBilingual, WireMoney, WireQuantity};

/// Which moment the report speaks of.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RealizationQuery {
    /// Counts what is said to have happened up to the end of this day in Jakarta; today when absent.
    #[param(example = "2022-12-31")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<NaiveDate>,
    /// Counts what was recorded up to this instant; everything when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<DateTime<Utc>>,
}

/// An amount as people count it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NaturalAmountView {
    /// Exact decimal.
    #[schema(example = "9")]
    pub value: String,
    /// A UN/CEFACT Rec 20 code, or `vehicle`: distinct vehicles with something accepted.
    pub unit: NaturalUnit,
}

/// What was accepted of one commodity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RealizationLineView {
    /// The commodity.
    pub commodity: NamedCommodity,
    /// Accepted, as people count it.
    pub natural: NaturalAmountView,
    /// What contracts commit; null where none states a quantity.
    pub committed: Option<WireQuantity>,
    /// Accepted weight; null where nothing was weighed.
    pub mass: Option<WireQuantity>,
    /// Accepted animals.
    #[schema(example = 0)]
    pub heads: i64,
    /// Distinct vehicles with something accepted.
    #[schema(example = 5)]
    pub vehicles: i64,
    /// Sum of the rounded amounts of the receipt lines.
    pub amount: WireMoney,
}

/// The realisation report of an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RealizationView {
    /// The agreement.
    pub agreement_id: AgreementId,
    /// Day of its signature.
    #[schema(example = "2022-06-10")]
    pub since_date: NaiveDate,
    /// Last day counted.
    #[schema(example = "2026-11-22")]
    pub as_of: NaiveDate,
    /// One line per commodity that has a contract or a receipt, in order of code.
    pub lines: Vec<RealizationLineView>,
    /// What the coordinator tells the press.
    pub sentence: WireBilingual,
}

//! The realisation report: what has been accepted under an agreement since its signature.

use chrono::{DateTime, NaiveDate, Utc};
use domain::shared::{AgreementId, NaturalUnit};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::agreement::NamedCommodity;
use crate::{AskedTime, WireBilingual, WireMoney, WireQuantity};

/// Which moment the report speaks of.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RealizationQuery {
    /// Counts what is said to have happened up to the end of this day in Jakarta, from the signature's to today, which it is
    /// when absent.
    #[param(example = "2022-12-31")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<NaiveDate>,
    /// Counts what was recorded up to this instant, or up to the end of this day in Jakarta; everything when absent.
    #[param(value_type = Option<String>, example = "2022-12-31T09:30:00Z")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<AskedTime>,
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

/// A form of a commodity by code and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedForm {
    /// Code, unique within the commodity.
    #[schema(example = "fresh_shell")]
    pub code: String,
    /// Name; that of the commodity where it has one form alone.
    pub name: WireBilingual,
}

/// What was accepted of one form of a commodity; forms are never added to each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RealizationLineView {
    /// The commodity.
    pub commodity: NamedCommodity,
    /// The form.
    pub form: NamedForm,
    /// The unit in which its people count it; `vehicle` for distinct vehicles with something accepted.
    #[schema(example = "TNE")]
    pub natural_unit: NaturalUnit,
    /// All that was accepted, each part of the goods once: first what is known in the natural unit, then what is known
    /// only in another measure. Empty where nothing was accepted.
    pub accepted: Vec<NaturalAmountView>,
    /// What contracts commit, one quantity per measure; empty where none states a quantity.
    pub committed: Vec<WireQuantity>,
    /// Weight of all that was accepted; null where a part was not weighed.
    pub mass: Option<WireQuantity>,
    /// Animals accepted; null where a part was not counted by the head.
    #[schema(example = json!(null))]
    pub heads: Option<i64>,
    /// Pieces accepted; null where a part was not counted by the piece.
    #[schema(example = json!(null))]
    pub pieces: Option<i64>,
    /// Volume of all that was accepted; null where a part was not measured.
    pub volume: Option<WireQuantity>,
    /// Distinct vehicles with something accepted.
    #[schema(example = 5)]
    pub vehicles: i64,
    /// Sum of the rounded amounts of the receipt lines; null for roles that neither trade nor account for trade.
    pub amount: Option<WireMoney>,
}

/// The yield by which a form was counted as another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CountedByView {
    /// So much of the form accepted ...
    #[schema(example = json!({"value": "900", "unit": "TNE"}))]
    pub input: WireQuantity,
    /// ... counts as so much of the other.
    #[schema(example = json!({"value": "450", "unit": "TNE"}))]
    pub output: WireQuantity,
    /// Where that comes from.
    #[schema(example = "BPS, Survei Konversi Gabah ke Beras 2018")]
    pub source: String,
}

/// What was accepted of one form, and what it counts as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FormPartView {
    /// The form accepted.
    pub form: NamedForm,
    /// Its weight.
    pub accepted: WireQuantity,
    /// What that counts as, rounded down to the gram.
    pub counted: WireQuantity,
    /// The yield in force on the last day of the report; null for the form itself.
    pub by: Option<CountedByView>,
}

/// All that was accepted of a commodity, counted as one of its forms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FormSumView {
    /// The commodity.
    pub commodity: NamedCommodity,
    /// What it is counted as.
    pub form: NamedForm,
    /// The parts as they count, added up.
    #[schema(example = json!({"value": "9.3", "unit": "TNE"}))]
    pub total: WireQuantity,
    /// What the parts are worth; null for roles that neither trade nor account for trade.
    pub amount: Option<WireMoney>,
    /// One per form accepted.
    pub parts: Vec<FormPartView>,
    /// Both figures, in words.
    pub sentence: WireBilingual,
}

/// What was recorded of the days of a report after the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordedLaterView {
    /// How often a contract came into force, or ended: one that did both counts twice.
    #[schema(minimum = 0, example = 0)]
    pub contracts: i64,
    /// Receipts that were posted, or taken back.
    #[schema(minimum = 0, example = 0)]
    pub receipts: i64,
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
    /// What was recorded up to then counts; ask with it for the same figures again.
    pub known_at: DateTime<Utc>,
    /// What was recorded of these days only after the last of them: what was told of them before may have been another
    /// figure. Ask with `known_at` for what was known then.
    pub recorded_later: RecordedLaterView,
    /// One line per form that has a contract or a receipt, in order of the codes.
    pub lines: Vec<RealizationLineView>,
    /// Forms of a commodity added up, each through the yield in force on the last day; one for each form that all others which
    /// were accepted convert to, none where a part is not weighed or not converted.
    pub form_sums: Vec<FormSumView>,
    /// What the coordinator tells the press.
    pub sentence: WireBilingual,
}

//! Seasons on plots.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{FailureCause, InputKind, SeasonState};
use domain::shared::{ContractId, PartyId, PlotId, SeasonId, SeasonInputId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ForecastWeekView;
use crate::{TransitionRequest, WireMoney, WireQuantity};

/// Plans a season on plots of the caller's party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSeasonRequest {
    /// The plots, all in one region; no other season of the same form is open on them in these days.
    #[schema(min_items = 1, max_items = 100)]
    pub plot_ids: Vec<PlotId>,
    /// The commodity.
    #[schema(example = "rice", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub commodity_code: String,
    /// The form it is to be harvested in.
    #[schema(example = "paddy_mill_dry", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub form_code: String,
    /// The variety.
    #[schema(example = "Ciherang", min_length = 1, max_length = 120)]
    #[serde(default)]
    pub variety: Option<String>,
    /// When it is to be planted.
    #[schema(example = "2026-12-01")]
    pub planting_date: NaiveDate,
    /// First day on which the harvest is expected.
    #[schema(example = "2027-03-10")]
    pub harvest_from_date: NaiveDate,
    /// Last day on which the harvest is expected.
    #[schema(example = "2027-03-24")]
    pub harvest_until_date: NaiveDate,
    /// The contract it is grown for, of which the caller's party is the supplier: its buyer and the governments of both sides
    /// then read the season, and are told what becomes of it.
    #[serde(default)]
    pub contract_id: Option<ContractId>,
}

/// Says that a season has failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FailSeasonRequest {
    /// Why.
    pub cause: FailureCause,
    /// What happened; everybody concerned reads it.
    #[schema(
        example = "Banjir bandang merendam seluruh petak pada 3 Januari.",
        min_length = 1,
        max_length = 2000
    )]
    pub note: String,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub occurred_at: Option<DateTime<Utc>>,
}

impl FailSeasonRequest {
    /// What its history keeps of it.
    pub fn circumstances(&self) -> TransitionRequest {
        TransitionRequest {
            occurred_at: self.occurred_at,
            reason_code: Some(self.cause.to_string()),
            note: Some(self.note.clone()),
            documents: Vec::new(),
        }
    }
}

/// A plot of a season, as it was when the season was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeasonPlotView {
    /// The plot.
    pub plot_id: PlotId,
    /// What its people call it.
    #[schema(example = "Blok Ganjar Agung 3")]
    pub name: String,
    /// Its area in square metres.
    #[schema(example = 12500)]
    pub area_m2: i64,
}

/// A season.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeasonView {
    /// Its id.
    pub id: SeasonId,
    /// Its ETag, for steps.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Where it stands.
    pub state: SeasonState,
    /// Why it failed; null where it has not.
    #[schema(example = json!(null))]
    pub failure_cause: Option<FailureCause>,
    /// Whose it is.
    pub owner_party_id: PartyId,
    /// Region of its plots.
    #[schema(example = "18.72")]
    pub region_code: String,
    /// Its plots.
    pub plots: Vec<SeasonPlotView>,
    /// The area of its plots, in square metres.
    #[schema(example = 12500)]
    pub area_m2: i64,
    /// The commodity.
    #[schema(example = "rice")]
    pub commodity_code: String,
    /// The form it is to be harvested in.
    #[schema(example = "paddy_mill_dry")]
    pub form_code: String,
    /// The variety; null where none was stated.
    #[schema(example = "Ciherang")]
    pub variety: Option<String>,
    /// When it is to be planted.
    #[schema(example = "2026-12-01")]
    pub planting_date: NaiveDate,
    /// First day on which the harvest is expected.
    #[schema(example = "2027-03-10")]
    pub harvest_from_date: NaiveDate,
    /// Last day on which the harvest is expected.
    #[schema(example = "2027-03-24")]
    pub harvest_until_date: NaiveDate,
    /// The day by which its next fact is due; null once it is in, or has failed.
    #[schema(example = "2026-12-01")]
    pub due_date: Option<NaiveDate>,
    /// What its area is expected to give, by the row of `/v1/harvest-yields` in force on the day of planting; null where no row
    /// spoke of the form.
    pub expected: Option<WireQuantity>,
    /// Where the figure of that row comes from.
    #[schema(example = "BPS, Luas Panen dan Produksi Padi 2022")]
    pub expected_source: Option<String>,
    /// What its growers expect to bring in, the latest forecasts added by week.
    pub forecasts: Vec<ForecastWeekView>,
    /// The contract it is grown for.
    pub contract_id: Option<ContractId>,
    /// When it was planned.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the seasons.
    pub struct ListSeasonsQuery {
        /// Only those of this party.
        owner_party_id: PartyId,
        /// Only those of this commodity.
        #[param(example = "rice", max_length = 40)]
        commodity_code: String,
        /// Only those in this region.
        #[param(example = "18.72", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
        /// Only those grown for this contract.
        contract_id: ContractId,
        /// Only those in this state.
        state: SeasonState,
    }
}

/// Records what was given for a season, or corrects that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveInputRequest {
    /// What was given.
    pub kind: InputKind,
    /// How much; absent where it is not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<WireQuantity>,
    /// What it is worth.
    pub amount: WireMoney,
    /// Whether it is deducted when the harvest is paid.
    #[schema(example = true)]
    pub deductible: bool,
    /// The day on which it was given.
    #[schema(example = "2026-11-20")]
    pub given_date: NaiveDate,
    /// Anything to know about it.
    #[schema(example = "Pupuk urea bersubsidi", max_length = 500)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The input that this one takes back: it says the same again.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses_input_id: Option<SeasonInputId>,
}

/// What was given for a season.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeasonInputView {
    /// Its id.
    pub id: SeasonInputId,
    /// The season.
    pub season_id: SeasonId,
    /// What was given.
    pub kind: InputKind,
    /// How much; null where it is not measured.
    pub quantity: Option<WireQuantity>,
    /// What it is worth; null for who does not read amounts.
    pub amount: Option<WireMoney>,
    /// Whether it is deducted when the harvest is paid.
    #[schema(example = true)]
    pub deductible: bool,
    /// The day on which it was given.
    #[schema(example = "2026-11-20")]
    pub given_date: NaiveDate,
    /// Anything to know about it.
    #[schema(example = "Pupuk urea bersubsidi")]
    pub note: Option<String>,
    /// The input that this one takes back; null where none.
    #[schema(example = json!(null))]
    pub reverses_input_id: Option<SeasonInputId>,
    /// Who gave it.
    pub given_by_party_id: PartyId,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of what was given for a season: none, in order of recording.
    pub struct ListSeasonInputsQuery {}
}

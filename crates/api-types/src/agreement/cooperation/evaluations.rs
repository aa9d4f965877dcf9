//! Evaluations of trials, and the quantities above which a trial comes first.

use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{EvaluationResult, EvaluationState};
use domain::logistics::RejectionReason;
use domain::shared::{
    AgreementId, ContractId, ContractLineId, EvaluationId, PartyId, PriceBasis, PriceFlag, PriceLevel, Unit,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{DocumentReference, WireMoney, WireQuantity};

/// What has to be met before a trial counts as passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluationConditionRequest {
    /// What.
    #[schema(example = "Peti dari plastik, bukan kayu.", min_length = 1, max_length = 500)]
    pub text: String,
    /// By when.
    #[schema(example = "2026-12-31")]
    pub due_date: NaiveDate,
}

/// Evaluates a trial. Its figures are the platform's own and are not given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateEvaluationRequest {
    /// What the trial has shown.
    #[schema(example = "pass")]
    pub result: EvaluationResult,
    /// What has to be met: 1 to 20 where the result is `conditional`, none otherwise.
    #[schema(max_items = 20, example = json!([]))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<EvaluationConditionRequest>,
    /// Why; required unless the result is `pass`.
    #[schema(example = "Telur datang tepat waktu dan utuh.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The evaluation whose place this one takes: a correction.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects_evaluation_id: Option<EvaluationId>,
    /// When it was evaluated, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
}

crate::circumstances!(CreateEvaluationRequest: occurred_at, note);

/// Says that a condition of an evaluation is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FulfilEvaluationConditionRequest {
    /// Which, by its number.
    #[schema(example = 1, minimum = 1)]
    pub condition: i32,
    /// When it was met, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Explanation.
    #[schema(example = "Pengiriman kedua memakai peti plastik.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

crate::circumstances!(FulfilEvaluationConditionRequest: occurred_at, note, documents);

/// A condition of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvaluationConditionView {
    /// Its number, from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// What has to be met.
    #[schema(example = "Peti dari plastik, bukan kayu.")]
    pub text: String,
    /// By when.
    #[schema(example = "2026-12-31")]
    pub due_date: NaiveDate,
    /// When it was met, as claimed; null while it is not.
    #[schema(example = json!(null))]
    pub met_at: Option<DateTime<Utc>>,
}

/// Part of what arrived that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RejectedPartView {
    /// Why.
    pub reason: RejectionReason,
    /// How much, in the unit of the line.
    pub quantity: WireQuantity,
}

/// The price of a line beside the reference price of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ComparedPriceView {
    /// The day: the first of a receipt that is told so, the day of the figures where nothing was received.
    #[schema(example = "2025-10-07")]
    pub date: NaiveDate,
    /// Rupiah per basis, by the text in force on that day.
    pub price: WireMoney,
    /// What the price counts.
    pub price_basis: PriceBasis,
    /// The level of the reference price in force on that day; null where no row speaks of the goods.
    pub reference_level: Option<PriceLevel>,
    /// Its lowest price; null without one.
    pub reference_low: Option<WireMoney>,
    /// Its highest price; null without one.
    pub reference_high: Option<WireMoney>,
    /// Where it comes from.
    #[schema(example = "Peraturan Badan Pangan Nasional 6/2024")]
    pub reference_legal_basis: Option<String>,
    /// How the price stands to it.
    pub flag: Option<PriceFlag>,
}

/// What became of one line of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvaluatedLineView {
    /// The line.
    pub contract_line_id: ContractLineId,
    /// Its place on the paper.
    #[schema(example = 1)]
    pub number: i32,
    /// Commodity.
    #[schema(example = "eggs")]
    pub commodity_code: String,
    /// Form.
    #[schema(example = "fresh_shell")]
    pub form_code: String,
    /// The unit of its figures.
    pub unit: Unit,
    /// Committed; null where nothing limits.
    pub committed: Option<WireQuantity>,
    /// Ordered, without what was refused or cancelled.
    pub ordered: WireQuantity,
    /// Arrived: accepted, held back as excess, or rejected.
    pub delivered: WireQuantity,
    /// Of that, what arrived by the day for which its order wanted it.
    pub delivered_on_time: WireQuantity,
    /// Accepted by posted receipts that were not taken back.
    pub accepted: WireQuantity,
    /// Not taken, by reason.
    pub rejected: Vec<RejectedPartView>,
    /// Weight lost by drying or dripping, which may be below zero; null where nothing was weighed.
    #[schema(example = json!(null))]
    pub shrink: Option<WireQuantity>,
    /// How much of that is physics for its journeys; null where no table says.
    #[schema(example = json!(null))]
    pub shrink_allowed: Option<WireQuantity>,
    /// Its prices against the reference prices of the days of its receipts; null for roles that neither trade nor account for
    /// trade.
    pub prices: Option<Vec<ComparedPriceView>>,
}

/// What is known of a contract's orders and receipts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvaluationFiguresView {
    /// The contract.
    pub contract_id: ContractId,
    /// What is said to have happened until then is counted.
    pub as_of: DateTime<Utc>,
    /// As it was known then.
    pub known_at: DateTime<Utc>,
    /// Line by line.
    pub lines: Vec<EvaluatedLineView>,
}

/// An evaluation of a trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvaluationView {
    /// Its id.
    pub id: EvaluationId,
    /// Its ETag, for transitions.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The trial.
    pub contract_id: ContractId,
    /// The agreement above it.
    pub agreement_id: AgreementId,
    /// Who sells.
    pub supplier_id: PartyId,
    /// Who buys and evaluates.
    pub buyer_id: PartyId,
    /// Where it stands.
    pub state: EvaluationState,
    /// What the trial has shown.
    pub result: EvaluationResult,
    /// What has to be met.
    pub conditions: Vec<EvaluationConditionView>,
    /// Why.
    #[schema(example = "Telur datang tepat waktu dan utuh.")]
    pub note: Option<String>,
    /// What the supplier objects; null where it does not.
    #[schema(example = json!(null))]
    pub objection_note: Option<String>,
    /// When it was evaluated, as claimed.
    pub evaluated_at: DateTime<Utc>,
    /// The day from which on the trial counts as passed; null while it does not.
    #[schema(example = "2025-10-20")]
    pub passed_from_date: Option<NaiveDate>,
    /// The figures as they were known when it was given; they never change.
    pub figures: EvaluationFiguresView,
    /// The evaluation whose place it took.
    pub corrects_evaluation_id: Option<EvaluationId>,
    /// From when on another one stands in its place, as claimed; null while none does.
    #[schema(example = json!(null))]
    pub superseded_at: Option<DateTime<Utc>>,
    /// When it was given.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the evaluations.
    pub struct ListEvaluationsQuery {
        /// Only those of this trial.
        #[param(value_type = Option<String>)]
        contract_id: ContractId,
        /// Only those in this state.
        state: EvaluationState,
        /// Only those with this result.
        result: EvaluationResult,
    }
}

crate::dated_rows! {
    /// Adds how much of a commodity is promised per month without a trial.
    pub struct CreateTrialThresholdRequest;
    /// What events of such a row tell.
    pub struct TrialThresholdEventData;
    /// How much of a commodity one supplier promises one buyer per month without a trial of the two that has passed.
    pub struct TrialThresholdView of TrialThresholdId by source ("Where the figure comes from.", "Platform rule: a trial first, then a quota") {
        /// The commodity.
        #[schema(example = "eggs", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        commodity_code: String,
        /// Its form; null for all forms without a row of their own.
        #[schema(example = json!(null), pattern = "^[a-z][a-z0-9_]{1,39}$")]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        form_code: Option<String>,
        /// The most; lines counted in another measure have a row of their own.
        per_month: WireQuantity,
        /// For how many months after its evaluation a trial that passed opens a quota.
        #[schema(example = 24, minimum = 1, maximum = 120)]
        within_months: u32,
    }
}

crate::list_query! {
    /// Filters of the quantities above which a trial comes first.
    pub struct ListTrialThresholdsQuery {
        /// Only those of this commodity.
        #[param(example = "eggs", max_length = 40)]
        commodity_code: String,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}

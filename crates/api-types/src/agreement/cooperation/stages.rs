//! The papers that stages of agreements ask for, and the days that cooperation is judged by.

use chrono::NaiveDate;
use domain::agreement::{AgreementStage, LimitKind, PaperFrom, Side};
use domain::shared::PriceBasis;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

crate::dated_rows! {
    /// Adds a paper that a stage of agreements asks for.
    pub struct CreateStageRequirementRequest;
    /// What events of a paper that a stage asks for tell.
    pub struct StageRequirementEventData;
    /// A paper that a stage of agreements asks for.
    pub struct StageRequirementView of StageRequirementId by legal_basis ("The law or regulation.", "PP 28/2018") {
        /// The stage.
        stage: AgreementStage,
        /// Kind of paper, lower snake_case; `council_approval` is there once the council's approval is recorded.
        #[schema(example = "work_plan", pattern = "^[a-z][a-z0-9_]{1,59}$")]
        paper: String,
        /// Who gives it.
        from: PaperFrom,
        /// Whether the stage does not end without it.
        #[schema(example = true)]
        bars: bool,
        /// Days after the stage began by which it is due; null for no day.
        #[schema(example = 14, minimum = 0, maximum = 3650)]
        #[serde(default)]
        due_days: Option<u16>,
    }
}

crate::list_query! {
    /// Filters of the papers that stages ask for.
    pub struct ListStageRequirementsQuery {
        /// Only those of this stage.
        stage: AgreementStage,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}

crate::dated_rows! {
    /// Adds a number of days that cooperation is judged by.
    pub struct CreateCooperationLimitRequest;
    /// What events of a number of days tell.
    pub struct CooperationLimitEventData;
    /// A number of days that cooperation is judged by.
    pub struct CooperationLimitView of CooperationLimitId by legal_basis ("The law, regulation or decision.", "PP 28/2018") {
        /// What it limits.
        kind: LimitKind,
        /// The days.
        #[schema(example = 30, minimum = 1, maximum = 3650)]
        days: u16,
    }
}

crate::list_query! {
    /// Filters of the numbers of days.
    pub struct ListCooperationLimitsQuery {
        /// Only those of this kind.
        kind: LimitKind,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}

crate::dated_rows! {
    /// Adds the prices of a commodity that somebody can mean.
    pub struct CreatePlausiblePriceRequest;
    /// What events of plausible prices tell.
    pub struct PlausiblePriceEventData;
    /// The prices of a commodity that somebody can mean: a contract line outside them is refused.
    pub struct PlausiblePriceView of PlausiblePriceId by source ("Where the bounds come from.", "Platform rule: a slip of the pen is no price") {
        /// The commodity.
        #[schema(example = "eggs", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        commodity_code: String,
        /// What one price counts.
        price_basis: PriceBasis,
        /// The lowest price, in rupiah.
        #[schema(example = 5000, minimum = 1, maximum = 1000000000000i64)]
        least_rupiah: i64,
        /// The highest price, in rupiah.
        #[schema(example = 200000, minimum = 1, maximum = 1000000000000i64)]
        most_rupiah: i64,
    }
}

crate::list_query! {
    /// Filters of the plausible prices.
    pub struct ListPlausiblePricesQuery {
        /// Only those of this commodity.
        #[param(example = "eggs", max_length = 40)]
        commodity_code: String,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}

/// A paper that a stage asks a side for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StagePaperView {
    /// Kind of paper.
    #[schema(example = "work_plan")]
    pub paper: String,
    /// The side that gives it.
    pub side: Side,
    /// Whether the stage does not end without it.
    #[schema(example = true)]
    pub bars: bool,
    /// Whether it is there.
    #[schema(example = false)]
    pub present: bool,
    /// Its number, where it is there.
    #[schema(example = "119/KS/2022")]
    pub number: Option<String>,
    /// The day by which it is due, in the present stage.
    #[schema(example = "2026-12-12")]
    pub due_date: Option<NaiveDate>,
    /// Whether it is missing after that day.
    #[schema(example = false)]
    pub overdue: bool,
    /// Where that stands.
    #[schema(example = "PP 28/2018")]
    pub legal_basis: String,
}

/// A stage and its papers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgreementStageView {
    /// The stage.
    pub stage: AgreementStage,
    /// Its papers.
    pub papers: Vec<StagePaperView>,
}

/// The stages of an agreement, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgreementStagesView {
    /// The stage it is in; null once it has ended.
    pub present: Option<AgreementStage>,
    /// The first day of that stage.
    #[schema(example = "2026-11-28")]
    pub present_since_date: NaiveDate,
    /// All stages.
    pub stages: Vec<AgreementStageView>,
}

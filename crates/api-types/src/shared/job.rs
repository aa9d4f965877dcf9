//! Jobs: what takes too long for an answer.

use chrono::{DateTime, Utc};
use domain::shared::{JobId, JobState, PartyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ImportReportView, WireBilingual};

/// A job of a party. It is kept for 30 days after its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobView {
    /// Its id.
    pub id: JobId,
    /// Whose it is.
    pub party_id: PartyId,
    /// What it does: the operation that asked for it.
    #[schema(example = "create_product_import")]
    pub operation: String,
    /// Where it stands.
    pub state: JobState,
    /// How far it is.
    pub progress: JobProgressView,
    /// What came of a file of rows, once it was read: of one that was tried, entered or refused.
    pub report: Option<ImportReportView>,
    /// Why it came to nothing, where it failed for another reason than the report's findings.
    pub failure: Option<JobFailureView>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was taken up, for the last time.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobProgressView {
    /// How much is done, such as rows.
    #[schema(example = 40000)]
    pub done: i64,
    /// Of how much; `null` while that is not known.
    #[schema(example = 100000)]
    pub of: Option<i64>,
}

/// Why a job came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobFailureView {
    /// The slug of the problem; stable.
    #[schema(example = "forbidden")]
    pub code: String,
    /// What happened and how to mend it.
    pub detail: WireBilingual,
}

/// Cancels a job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct CancelJobRequest {}

crate::list_query! {
    /// Filters of a list of jobs.
    pub struct ListJobsQuery {
        /// Only in this state.
        state: JobState,
    }
}

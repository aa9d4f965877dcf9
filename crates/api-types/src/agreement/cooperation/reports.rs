//! Doubts about papers, reported by anybody.

use chrono::{DateTime, Utc};
use domain::agreement::{PaperKind, ReportState};
use domain::shared::{AuthenticityReportId, ContractId, PartyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Reports a doubt about a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportAuthenticityRequest {
    /// The code on the paper, as it stands there.
    #[schema(example = "KAD-7H2M-9QXC-4", min_length = 1, max_length = 40)]
    pub code: String,
    /// The region where the paper was seen.
    #[schema(example = "31.75", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(deserialize_with = "crate::listed_region")]
    pub region_code: String,
    /// What is doubtful about it.
    #[schema(example = "Truk membawa telur, dokumennya untuk beras.", min_length = 10, max_length = 2000)]
    pub description: String,
    /// How to reach who reports; read by the coordinators alone.
    #[schema(example = "0812 0000 0000", min_length = 3, max_length = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

/// That a report was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuthenticityReportReceiptView {
    /// Its id, to name it to a coordinator.
    pub id: AuthenticityReportId,
    /// When it was made.
    pub reported_at: DateTime<Utc>,
}

/// A doubt about a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuthenticityReportView {
    /// Its id.
    pub id: AuthenticityReportId,
    /// Its ETag, to answer it.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Where it stands.
    pub state: ReportState,
    /// The code as it was given.
    #[schema(example = "KAD-7H2M-9QXC-4")]
    pub code: String,
    /// The region where the paper was seen.
    #[schema(example = "31.75")]
    pub region_code: String,
    /// What is doubtful about it.
    #[schema(example = "Truk membawa telur, dokumennya untuk beras.")]
    pub description: String,
    /// How to reach who reported.
    #[schema(example = "0812 0000 0000")]
    pub contact: Option<String>,
    /// What kind of paper has the code; null where it was never issued.
    pub paper_kind: Option<PaperKind>,
    /// Number of that paper.
    #[schema(example = "SJ/2026/000123")]
    pub paper_number: Option<String>,
    /// The contract it is or stands under.
    pub contract_id: Option<ContractId>,
    /// The government of the supplier's side.
    pub supplier_government_id: Option<PartyId>,
    /// The government of the buyer's side.
    pub buyer_government_id: Option<PartyId>,
    /// When it was made.
    pub reported_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the reports.
    pub struct ListAuthenticityReportsQuery {
        /// Only this state.
        state: ReportState,
        /// Only those of papers of this contract.
        #[param(value_type = Option<String>)]
        contract_id: ContractId,
    }
}

//! How agreements and contracts end: statements that both sides agree to, terminations, what is still open.

use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{ContractOutcome, OpenKind, Side, TerminationGround};
use domain::shared::{ContractId, TextHash};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::agreement::{ConsentView, SignatoryRequest};
use crate::{DocumentReference, TransitionRequest, WireBilingual};

/// Something below that has not come to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenThingView {
    /// What it is.
    pub kind: OpenKind,
    /// Its id.
    #[schema(example = "cof_0192f0c1a2b37c4d8e5f60718293a4b5")]
    pub id: String,
    /// Its number.
    #[schema(example = "SP/2026/000123")]
    pub number: String,
    /// Its state, in words.
    pub state: WireBilingual,
}

/// The statement that both sides agree to when something ends, computed now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClosingStatementView {
    /// Canonical JSON (RFC 8785): contracts with their states, what their lines promised and what was accepted.
    #[schema(example = "{\"purpose\":\"completion\",\"statement\":{}}")]
    pub text: String,
    /// SHA-256 of the text in UTF-8.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub text_sha256: TextHash,
    /// What is still open below; nothing ends before it is empty.
    pub open: Vec<OpenThingView>,
    /// Who has agreed to this very statement, and may still be counted.
    pub consents: Vec<ConsentView>,
}

/// What becomes of a contract whose agreement is terminated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractOutcomeRequest {
    /// The contract.
    pub contract_id: ContractId,
    /// Its outcome.
    pub outcome: ContractOutcome,
}

/// Ends an agreement before its time.
///
/// By both: one proposes outcomes, the other answers with the hash of the proposal, both with the ground `mutual`. By one: with a
/// reason of law or breach, an outcome for each contract, and a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TerminateAgreementRequest {
    /// Why.
    pub ground: TerminationGround,
    /// Who signs for the caller's side.
    pub signatory: SignatoryRequest,
    /// An outcome for every contract that has not ended; absent when the other side's proposal is answered.
    #[schema(max_items = 2000)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<ContractOutcomeRequest>,
    /// The hash of the other side's proposal, to agree to it.
    #[schema(value_type = Option<String>, pattern = "^[0-9a-f]{64}$", example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_sha256: Option<TextHash>,
    /// The reason, for the other side.
    #[schema(example = "Diperintahkan oleh peraturan yang baru.", min_length = 1, max_length = 2000)]
    pub note: String,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

impl TerminateAgreementRequest {
    /// Its circumstances, as every transition has them; an agreement ends at server time.
    pub fn transition(&self) -> TransitionRequest {
        TransitionRequest {
            occurred_at: None,
            reason_code: Some(self.ground.to_string()),
            note: Some(self.note.clone()),
            documents: self.documents.clone(),
        }
    }
}

/// A termination as it was proposed or noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TerminationView {
    /// Why.
    pub ground: TerminationGround,
    /// Who proposed it or gave notice.
    pub given_by: Side,
    /// The reason.
    #[schema(example = "Diperintahkan oleh peraturan yang baru.")]
    pub note: String,
    /// What becomes of each contract.
    pub outcomes: Vec<ContractOutcomeRequest>,
    /// The statement that both agree to; null for a notice, which needs no answer.
    #[schema(example = "{\"purpose\":\"termination\",\"statement\":{}}")]
    pub text: Option<String>,
    /// Its hash.
    #[schema(value_type = Option<String>, pattern = "^[0-9a-f]{64}$")]
    pub text_sha256: Option<TextHash>,
    /// When it was given.
    pub given_at: DateTime<Utc>,
    /// First day on which the agreement no longer holds; null for a proposal.
    #[schema(example = "2027-01-15")]
    pub ends_date: Option<NaiveDate>,
    /// Last day on which the other side can agree to a proposal; null for a notice.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub counts_until_date: Option<NaiveDate>,
}

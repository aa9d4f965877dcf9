//! History on the wire: what a transition records, and the body of a plain transition.

use chrono::{DateTime, NaiveDate, Utc};
use domain::shared::{PartyId, Role, TextHash, TransitionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A paper that supports a transition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentReference {
    /// Kind of paper, lower snake_case.
    #[schema(example = "offer_letter", min_length = 1, max_length = 60)]
    pub r#type: String,
    /// Number on the paper.
    #[schema(example = "119/KS/2022", min_length = 1, max_length = 100)]
    pub number: String,
    /// SHA-256 of the file, 64 hexadecimal digits.
    #[schema(value_type = Option<String>, pattern = "^[0-9a-f]{64}$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<TextHash>,
    /// Date on the paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_date: Option<NaiveDate>,
}

/// The body of a transition that needs nothing but its circumstances.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransitionRequest {
    /// When it happened, if not now; the past needs a backfill grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Machine-readable reason, lower snake_case.
    #[schema(max_length = 60)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// Explanation; required to refuse, reject, suspend, terminate or override.
    #[schema(max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

/// A recorded transition; append-only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TransitionView {
    /// Its id.
    pub id: TransitionId,
    /// What happened.
    pub event: String,
    /// State before.
    pub from_state: String,
    /// State after.
    pub to_state: String,
    /// Version before.
    pub version_before: i64,
    /// Version after.
    pub version_after: i64,
    /// Party of the actor.
    pub actor_party_id: PartyId,
    /// Role the actor used.
    pub actor_role: Option<Role>,
    /// Region of the actor's party.
    pub actor_region_code: Option<String>,
    /// When the server recorded it.
    pub recorded_at: DateTime<Utc>,
    /// When it is said to have happened.
    pub occurred_at: DateTime<Utc>,
    /// Whether it was recorded under a backfill grant.
    pub backfilled: bool,
    /// Machine-readable reason.
    pub reason_code: Option<String>,
    /// Explanation.
    pub note: Option<String>,
    /// Supporting papers.
    pub documents: Vec<DocumentReference>,
    /// The request that did it.
    pub request_id: String,
}

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
    #[schema(example = "2022-06-10")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_date: Option<NaiveDate>,
}

/// The body of a transition that needs nothing but its circumstances.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransitionRequest {
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Machine-readable reason, lower snake_case.
    #[schema(example = "agreed_in_meeting", max_length = 60)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// Explanation; required to refuse, reject, suspend, terminate or override.
    #[schema(example = "Disepakati dalam rapat bersama 18 November 2026.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

/// Gives a body its `circumstances`, from those of their fields it has.
#[macro_export]
macro_rules! circumstances {
    ($body:ty: $($field:ident),+) => {
        impl $body {
            /// Its circumstances, as every transition has them.
            pub fn circumstances(&self) -> $crate::TransitionRequest {
                let mut all = $crate::TransitionRequest::default();
                $(all.$field.clone_from(&self.$field);)+
                all
            }
        }
    };
}

/// A recorded transition; append-only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TransitionView {
    /// Its id.
    pub id: TransitionId,
    /// What happened.
    #[schema(example = "sign")]
    pub event: String,
    /// State before.
    #[schema(example = "ready_to_sign")]
    pub from_state: String,
    /// State after.
    #[schema(example = "signed")]
    pub to_state: String,
    /// Version before.
    #[schema(example = 3)]
    pub version_before: i64,
    /// Version after.
    #[schema(example = 4)]
    pub version_after: i64,
    /// Party of the actor.
    pub actor_party_id: PartyId,
    /// Who acted for it: the id of a machine; of a person a mark without a name, the same for all it does for that party.
    #[schema(example = "person-5f2b9c01d7ae")]
    pub actor: String,
    /// Role the actor used.
    pub actor_role: Option<Role>,
    /// Region of the actor's party.
    #[schema(example = "18.72")]
    pub actor_region_code: Option<String>,
    /// When the server recorded it.
    #[schema(example = "2022-06-10T03:00:05Z")]
    pub recorded_at: DateTime<Utc>,
    /// When it is said to have happened.
    #[schema(example = "2022-06-10T03:00:00Z")]
    pub occurred_at: DateTime<Utc>,
    /// The time said, where the clock that said it ran ahead of the server's and the step counts as of now.
    #[schema(example = json!(null))]
    pub claimed_at: Option<DateTime<Utc>>,
    /// Whether it was recorded on a later day than it happened, within the window in which phones may be late: it was
    /// judged by the rules and papers of the day it happened.
    #[schema(example = false)]
    pub late: bool,
    /// Whether it was recorded under a backfill grant, and so judged by the rules and papers of the day it happened.
    #[schema(example = false)]
    pub backfilled: bool,
    /// Machine-readable reason.
    #[schema(example = "agreed_in_meeting")]
    pub reason_code: Option<String>,
    /// Explanation.
    #[schema(example = "Disepakati dalam rapat bersama 18 November 2026.")]
    pub note: Option<String>,
    /// Supporting papers.
    pub documents: Vec<DocumentReference>,
    /// The request that did it.
    #[schema(example = "0192f0c1-a2b3-7c4d-8e5f-60718293a4b5")]
    pub request_id: String,
    /// What a change that moved nothing replaced: the fields as they were before it, by name; null for steps, and of
    /// contracts for who does not read prices.
    #[schema(value_type = Option<Object>, example = json!(null))]
    pub replaced: Option<serde_json::Value>,
}

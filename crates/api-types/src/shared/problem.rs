//! Problem documents (RFC 9457): the one shape of every refusal.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A problem document (RFC 9457), `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Resolvable reference to the description of the problem type.
    #[schema(example = "/problems/validation-failed")]
    pub r#type: String,
    /// Short summary in the negotiated language.
    #[schema(example = "Validation failed")]
    pub title: String,
    /// HTTP status code.
    #[schema(example = 422)]
    pub status: u16,
    /// What happened this time, in the negotiated language.
    #[schema(example = "`errors` names each field and its mend.")]
    pub detail: String,
    /// `urn:uuid:` of the request id, also in `X-Request-Id`.
    #[schema(example = "urn:uuid:0192f0c1-a2b3-7c4d-8e5f-60718293a4b5")]
    pub instance: String,
    /// The slug of the type; stable.
    #[schema(example = "validation-failed")]
    pub code: String,
    /// Whether the same request may succeed later, unchanged.
    #[schema(example = false)]
    pub retryable: bool,
    /// The fields that cannot be accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
    /// The rules that are not met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmet: Vec<ProblemRule>,
    /// The state the resource is in, for a `state-conflict`.
    #[schema(example = "draft")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_state: Option<String>,
    /// What is allowed in that state.
    #[schema(example = json!(["offer", "withdraw"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Vec<String>>,
    /// How far the feed has been read that brings what is not known yet, for a `not-yet-known`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_to: Option<FeedPlace>,
}

/// A place in the feed of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FeedPlace {
    /// The service: its feed is `/v1/{feed}-events`.
    #[schema(example = "agreement")]
    pub feed: String,
    /// The position of the last event that has arrived; what is waited for comes after it.
    #[schema(example = 1204)]
    pub position: i64,
}

/// One field that cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemField {
    /// JSON pointer (RFC 6901) into the body, `?name` for a query parameter, or the name of a header.
    #[schema(example = "/lines/0/quantity/value")]
    pub pointer: String,
    /// Stable code.
    #[schema(example = "quantity")]
    pub code: String,
    /// What is wrong and how to mend it, in the negotiated language.
    #[schema(example = "Write the quantity in whole kilograms.")]
    pub detail: String,
}

/// One rule that is not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemRule {
    /// Stable name of the rule.
    #[schema(example = "papers_valid")]
    pub rule: String,
    /// What the rule was applied to.
    #[schema(example = "halal_certificate")]
    pub subject: String,
    /// What was found.
    #[schema(example = "until 30 June 2026")]
    pub found: String,
    /// What is required.
    #[schema(example = "valid on 22 November 2026")]
    pub required: String,
    /// What to do next, in the negotiated language.
    #[schema(example = "Upload the new halal certificate.")]
    pub how_to_fix: String,
    /// The law or standard behind the rule.
    #[schema(example = "UU 33/2014")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
}

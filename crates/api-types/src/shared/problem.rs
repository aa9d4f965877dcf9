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
    pub title: String,
    /// HTTP status code.
    #[schema(example = 422)]
    pub status: u16,
    /// What happened this time, in the negotiated language.
    pub detail: String,
    /// `urn:uuid:` of the request id, also in `X-Request-Id`.
    pub instance: String,
    /// The slug of the type; stable.
    #[schema(example = "validation-failed")]
    pub code: String,
    /// Whether the same request may succeed later, unchanged.
    pub retryable: bool,
    /// The fields that cannot be accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
    /// The rules that are not met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmet: Vec<ProblemRule>,
    /// The state the resource is in, for a `state-conflict`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_state: Option<String>,
    /// What is allowed in that state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Vec<String>>,
}

/// One field that cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemField {
    /// JSON pointer (RFC 6901) into the body, `?name` for a query parameter, or the name of a header.
    #[schema(example = "/lines/0/quantity/value")]
    pub pointer: String,
    /// Stable code.
    pub code: String,
    /// What is wrong and how to mend it, in the negotiated language.
    pub detail: String,
}

/// One rule that is not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemRule {
    /// Stable name of the rule.
    pub rule: String,
    /// What the rule was applied to.
    pub subject: String,
    /// What was found.
    pub found: String,
    /// What is required.
    pub required: String,
    /// What to do next, in the negotiated language.
    pub how_to_fix: String,
    /// The law or standard behind the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
}

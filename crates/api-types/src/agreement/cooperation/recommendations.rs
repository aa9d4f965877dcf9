//! Recommendations on the wire.

use chrono::{DateTime, Utc};
use domain::agreement::{RecommendationAnswer, RecommendationState};
use domain::shared::{AgreementId, PartyId, RecommendationId, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Advises the two sides of an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateRecommendationRequest {
    /// The agreement it is about.
    pub agreement_id: AgreementId,
    /// What it is about, in a line.
    #[schema(example = "Percepat penerbitan NKV", min_length = 1, max_length = 200)]
    pub title: String,
    /// What is advised, and why.
    #[schema(
        example = "Tiga pemasok menunggu NKV lebih dari sebulan; dampingi pengajuannya.",
        min_length = 1,
        max_length = 4000
    )]
    pub body: String,
}

/// A recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecommendationView {
    /// Its id.
    pub id: RecommendationId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The agreement it is about.
    pub agreement_id: AgreementId,
    /// Who gives it.
    pub party_id: PartyId,
    /// The role it is given in: facilitator or auditor.
    #[schema(example = "facilitator")]
    pub role: Role,
    /// What it is about, in a line.
    #[schema(example = "Percepat penerbitan NKV")]
    pub title: String,
    /// What is advised, and why.
    #[schema(example = "Tiga pemasok menunggu NKV lebih dari sebulan; dampingi pengajuannya.")]
    pub body: String,
    /// Where it stands.
    pub state: RecommendationState,
    /// The government whose answer settled it: the second that accepted it, or the one that declined it.
    pub answered_by_party_id: Option<PartyId>,
    /// What each side has answered, in order; a side that is not here has not.
    #[serde(default)]
    pub answers: Vec<RecommendationAnswerView>,
    /// When it was given.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// What one side answered to a recommendation; why stands in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecommendationAnswerView {
    /// The government that answered.
    pub party_id: PartyId,
    /// What it answered.
    pub answer: RecommendationAnswer,
    /// When.
    #[schema(example = "2026-11-22T03:00:00Z")]
    pub answered_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of a list of recommendations.
    pub struct ListRecommendationsQuery {
        /// Only those on this agreement.
        #[param(value_type = Option<String>)]
        agreement_id: AgreementId,
        /// Only this state.
        state: RecommendationState,
    }
}

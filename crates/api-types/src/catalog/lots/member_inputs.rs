//! What a cooperative gives its members before the harvest, to be recovered from what their goods bring.

use chrono::{DateTime, NaiveDate, Utc};
use domain::shared::{MemberId, MemberInputId, PartyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WireMoney;

/// Says what a cooperative gave a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutMemberInputRequest {
    /// The member.
    pub member_id: MemberId,
    /// What it is worth: a debt until it is recovered.
    pub amount: WireMoney,
    /// The day on which it was given.
    #[schema(example = "2026-09-01")]
    pub given_date: NaiveDate,
    /// What it was; nothing of a person.
    #[schema(example = "Pupuk 50 kg", min_length = 1, max_length = 500)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The earlier entry in whose place this one counts; of nothing (`amount` 0) where that was entered by mistake.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces_input_id: Option<MemberInputId>,
}

/// What a cooperative gave a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberInputView {
    /// Its id.
    pub id: MemberInputId,
    /// Its ETag.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The member.
    pub member_id: MemberId,
    /// The cooperative or farmer group.
    pub party_id: PartyId,
    /// What it is worth; null for roles that neither trade nor account for trade.
    pub amount: Option<WireMoney>,
    /// The day on which it was given.
    #[schema(example = "2026-09-01")]
    pub given_date: NaiveDate,
    /// What it was.
    #[schema(example = "Pupuk 50 kg")]
    pub note: Option<String>,
    /// The entry in whose place it counts; null where none.
    #[schema(example = json!(null))]
    pub replaces_input_id: Option<MemberInputId>,
    /// Whether it counts: no other has taken its place.
    #[schema(example = true)]
    pub current: bool,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of what members were given.
    pub struct ListMemberInputsQuery {
        /// Only what this member was given.
        member_id: MemberId,
        /// Only those that count, or that others have replaced.
        current: bool,
    }
}

//! What members bring to a lot, weighed by phones, and how it is sorted.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::SortingReason;
use domain::shared::{ConsolidationLotId, ContributionId, MemberId, PartyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::WireGradePart;
use crate::WireQuantity;

/// The scale on which something was weighed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Scale)]
#[serde(deny_unknown_fields)]
pub struct WireScale {
    /// What stands on it.
    #[schema(example = "TMB-3572-014", min_length = 1, max_length = 60)]
    pub reference: String,
    /// The last day of its verification (tera); not before the day of weighing.
    #[schema(example = "2027-06-30")]
    pub verified_until_date: NaiveDate,
}

/// Weighs goods of a member into a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutContributionRequest {
    /// The lot.
    pub consolidation_lot_id: ConsolidationLotId,
    /// The member of the lot's cooperative who brings them.
    pub member_id: MemberId,
    /// Weight with what they come in.
    pub gross: WireQuantity,
    /// Weight of that alone; may be nothing.
    pub tare: WireQuantity,
    /// The scale.
    pub scale: WireScale,
    /// The contribution in whose place this one counts, of the same member and lot.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces_contribution_id: Option<ContributionId>,
    /// When they were weighed, as the phone says.
    #[schema(example = "2026-11-30T01:30:00Z")]
    pub captured_at: DateTime<Utc>,
}

/// How a contribution was sorted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContributionGradingView {
    /// What goes into the lot.
    pub grades: Vec<WireGradePart>,
    /// What goes back to the member.
    pub refused: Vec<WireRefusedPart>,
    /// What sorting lost.
    pub loss: WireQuantity,
    /// When it was sorted, as recorded.
    pub graded_at: DateTime<Utc>,
}

/// Goods of a member in a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContributionView {
    /// Its id.
    pub id: ContributionId,
    /// Its ETag.
    #[schema(example = "\"v1-1d5e7c2a90b34f68\"")]
    pub etag: String,
    /// The lot.
    pub consolidation_lot_id: ConsolidationLotId,
    /// The member.
    pub member_id: MemberId,
    /// Weight with what they came in.
    pub gross: WireQuantity,
    /// Weight of that alone.
    pub tare: WireQuantity,
    /// The difference.
    pub net: WireQuantity,
    /// The scale.
    pub scale: WireScale,
    /// The contribution in whose place this one counts; null where none.
    #[schema(example = json!(null))]
    pub replaces_contribution_id: Option<ContributionId>,
    /// Whether it counts: no other has taken its place.
    #[schema(example = true)]
    pub current: bool,
    /// How it was sorted last; null until then.
    pub grading: Option<ContributionGradingView>,
    /// When they were weighed.
    pub captured_at: DateTime<Utc>,
    /// The time the phone said, where its clock ran ahead; null otherwise.
    #[schema(example = json!(null))]
    pub claimed_at: Option<DateTime<Utc>>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Whose phone it was.
    pub recorded_by_party_id: PartyId,
}

crate::list_query! {
    /// Filters of the contributions.
    pub struct ListContributionsQuery {
        /// Only those of this lot.
        consolidation_lot_id: ConsolidationLotId,
        /// Only those of this member.
        member_id: MemberId,
        /// Only those that are sorted, or that are not.
        graded: bool,
        /// Only those that count, or that others have replaced.
        current: bool,
    }
}

/// A part that goes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RefusedPart)]
#[serde(deny_unknown_fields)]
pub struct WireRefusedPart {
    /// Why.
    pub reason: SortingReason,
    /// How much.
    pub quantity: WireQuantity,
}

/// How one contribution is sorted: the parts are its net weight to the gram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContributionGradingRequest {
    /// The contribution.
    pub contribution_id: ContributionId,
    /// What goes into the lot, each grade once.
    #[schema(max_items = 4)]
    pub grades: Vec<WireGradePart>,
    /// What goes back to the member, each reason once.
    #[schema(max_items = 6)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<WireRefusedPart>,
    /// What sorting lost; nothing where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<WireQuantity>,
}

/// Says how contributions of a lot are sorted; a later word on one takes the place of the earlier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GradeLotRequest {
    /// The contributions, each once.
    #[schema(min_items = 1, max_items = 200)]
    pub gradings: Vec<ContributionGradingRequest>,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Anything worth saying.
    #[schema(example = "Disortir bersama pengurus koperasi.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

crate::circumstances!(GradeLotRequest: occurred_at, note);

//! Curations (kurasi): a panel judges one product version for named channels and a term.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{ApprovalCondition, Criterion, CurationGrade, CurationOutcome, CurationState};
use domain::shared::{CurationId, ImageId, MembershipId, OutletId, PartyId, ProductId, TextHash, VariantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{DocumentReference, WireQuantity};

/// Where a product may be listed: one outlet, or every outlet of an operator's chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CurationChannel, example = json!({"outlet_id": "out_0192f0c1a2b37c4d8e5f60718293a4b5"}))]
#[serde(deny_unknown_fields)]
pub struct WireChannel {
    /// One outlet; then neither chain nor operator is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet_id: Option<OutletId>,
    /// Every outlet of this chain, also those opened later; needs the operator.
    #[schema(example = "Jakmart", max_length = 60)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<String>,
    /// Who runs the chain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_party_id: Option<PartyId>,
}

/// Prepares a curation of a variant of the caller's; it is a draft until it is submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCurationRequest {
    /// The variant to be judged.
    pub variant_id: VariantId,
    /// Where it shall be listed: 1 to 50 channels of one operator, whose curators judge.
    #[schema(min_items = 1, max_items = 50)]
    pub channels: Vec<WireChannel>,
    /// Parties related to the supplier (its cooperative, its owner): nobody of theirs may judge.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related_party_ids: Vec<PartyId>,
    /// What the curators should know.
    #[schema(example = "Kemasan baru, isi 250 gram.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Somebody on a panel, judging for a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CurationPanelist)]
#[serde(deny_unknown_fields)]
pub struct WirePanelist {
    /// The person's membership.
    pub member_id: MembershipId,
    /// The party they judge for.
    pub party_id: PartyId,
}

/// One member's points for one criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CurationScore)]
#[serde(deny_unknown_fields)]
pub struct WireScore {
    /// Who scored; on the panel.
    pub member_id: MembershipId,
    /// What was scored; among the criteria of the review.
    pub criterion: Criterion,
    /// 0 to 100.
    #[schema(minimum = 0, maximum = 100, example = 80)]
    pub points: u32,
}

/// Submits a curation, with pictures of what is judged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitCurationRequest {
    /// Pictures of the goods as they are submitted: 1 to 8 of the party's own, uploaded.
    #[schema(min_items = 1, max_items = 8)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub image_ids: Vec<ImageId>,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Machine-readable reason, lower snake_case.
    #[schema(example = "label_mended", max_length = 60)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// Explanation.
    #[schema(example = "Tanggal kedaluwarsa kini di depan kemasan.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

crate::circumstances!(SubmitCurationRequest: occurred_at, reason_code, note, documents);

/// Begins the panel's review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewCurationRequest {
    /// Who judges: curators of the operator, of its region's government or of the supplier's, one at least of the operator and
    /// one of the supplier's region.
    #[schema(min_items = 2, max_items = 20, example = json!([
        {"member_id": "mbr_0192f0c1a2b37c4d8e5f60718293a4b5", "party_id": "pty_0192f0c1a2b37c4d8e5f60718293a4b5"},
        {"member_id": "mbr_0192f0c1a2b37c4d8e5f60718293a4b6", "party_id": "pty_0192f0c1a2b37c4d8e5f60718293a4b6"}]))]
    pub panel: Vec<WirePanelist>,
    /// What is scored.
    #[schema(min_items = 1, max_items = 6)]
    pub criteria: Vec<Criterion>,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Explanation.
    #[schema(example = "Renyah, tidak terlalu asin.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

crate::circumstances!(ReviewCurationRequest: occurred_at, note, documents);

/// The caller's points for one criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CriterionPoints {
    /// What is scored; among the criteria of the review.
    pub criterion: Criterion,
    /// 0 to 100.
    #[schema(minimum = 0, maximum = 100, example = 80)]
    pub points: u32,
}

/// One member's points, given by the member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreCurationRequest {
    /// Points for each criterion of the review; they take the place of those given before.
    #[schema(min_items = 1, max_items = 6)]
    pub scores: Vec<CriterionPoints>,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Explanation.
    #[schema(example = "Renyah, tidak terlalu asin.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

crate::circumstances!(ScoreCurationRequest: occurred_at, note, documents);

/// The panel's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideCurationRequest {
    /// What was decided.
    pub outcome: CurationOutcome,
    /// First day of an approval; the day of the decision when absent, and never before it.
    #[schema(example = "2026-12-01")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from_date: Option<NaiveDate>,
    /// Last day of an approval; required to approve.
    #[schema(example = "2027-11-30")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until_date: Option<NaiveDate>,
    /// How many packages a month may be planned over all outlets, in pieces (`H87`); required to approve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly_ceiling: Option<WireQuantity>,
    /// What the supplier has to keep to; required to approve with conditions.
    #[schema(example = json!(["Cantumkan tanggal kedaluwarsa di depan kemasan."]), max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Explanation; required to ask for changes and to reject.
    #[schema(example = "Rasa dan kemasan baik.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

crate::circumstances!(DecideCurationRequest: occurred_at, note, documents);

/// The panel's mean for one criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CriterionMean {
    /// What was scored.
    pub criterion: Criterion,
    /// Mean over the members, rounded half up to a whole point.
    #[schema(minimum = 0, maximum = 100, example = 80)]
    pub points: u32,
}

/// A field of the submitted version that is not as it was at the submission before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CurationChange {
    /// The field: of the label, its barcode, its traits, its permits, or `image_ids`.
    #[schema(example = "ingredients")]
    pub field: String,
    /// What was submitted before; null for what was not there.
    #[schema(value_type = Object, example = json!(["pisang", "minyak sawit"]))]
    pub before: serde_json::Value,
    /// What was submitted now; null for what is no longer there.
    #[schema(value_type = Object, example = json!(["pisang", "minyak kelapa"]))]
    pub after: serde_json::Value,
}

/// A curation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CurationView {
    /// Its id.
    pub id: CurationId,
    /// Its ETag, for transitions; changes also when the approval ends or the label changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The variant judged.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// Who sells it.
    pub supplier_id: PartyId,
    /// Whose outlets it is for.
    pub operator_party_id: PartyId,
    /// Where it stands.
    pub state: CurationState,
    /// What the approval is worth today; absent while nothing is approved.
    pub condition: Option<ApprovalCondition>,
    /// Where the product may be listed once approved.
    pub channels: Vec<WireChannel>,
    /// Parties related to the supplier.
    pub related_party_ids: Vec<PartyId>,
    /// What the supplier wrote for the curators.
    #[schema(example = "Kemasan baru, isi 250 gram.")]
    pub note: Option<String>,
    /// How often it was submitted; panel and scores are those of the last time.
    #[schema(example = 1)]
    pub round: i32,
    /// The product version judged, by its hash; absent before the first submission.
    #[schema(value_type = Option<String>, pattern = "^[0-9a-f]{64}$")]
    pub version_hash: Option<TextHash>,
    /// The pictures of the last submission, in order.
    #[serde(default)]
    pub image_ids: Vec<ImageId>,
    /// What differs from the submission before; empty at the first one, and where only the hash of that one is known.
    #[serde(default)]
    pub changes: Vec<CurationChange>,
    /// Who judges.
    pub panel: Vec<WirePanelist>,
    /// What is scored.
    pub criteria: Vec<Criterion>,
    /// Who of them has scored.
    #[serde(default)]
    pub scored_member_ids: Vec<MembershipId>,
    /// The points; shown once everybody on the panel has scored, as are the means.
    pub scores: Vec<WireScore>,
    /// The panel's mean for each criterion.
    pub means: Vec<CriterionMean>,
    /// The mean over all members and criteria, rounded half up to a whole point.
    #[schema(example = 82)]
    #[serde(default)]
    pub points: Option<u32>,
    /// How well the panel found it, by the thresholds of the day of its decision (`/v1/curation-grades`); absent before an
    /// approval, and of those before there were grades.
    #[serde(default)]
    pub grade: Option<CurationGrade>,
    /// How many packages a month may be planned over all outlets; absent where the approval has no ceiling.
    #[serde(default)]
    pub monthly_ceiling: Option<WireQuantity>,
    /// First day of the approval.
    #[schema(example = "2026-12-01")]
    pub valid_from_date: Option<NaiveDate>,
    /// Last day of the approval.
    #[schema(example = "2027-11-30")]
    pub valid_until_date: Option<NaiveDate>,
    /// What the supplier has to keep to.
    #[schema(example = json!(["Cantumkan tanggal kedaluwarsa di depan kemasan."]))]
    pub conditions: Vec<String>,
    /// When it was last submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When the panel last decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// When it was prepared.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A curator who may be called to a panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CuratorView {
    /// The person's membership.
    pub member_id: MembershipId,
    /// The party they judge for.
    pub party_id: PartyId,
    /// What people call them.
    #[schema(example = "Wayan Sudarsana")]
    pub display_name: Option<String>,
}

crate::list_query! {
    /// The curators who may be called to a panel.
    pub struct ListCuratorsQuery {}
}

crate::list_query! {
    /// Filters of the curations.
    pub struct ListCurationsQuery {
        /// Only those of this variant.
        variant_id: VariantId,
        /// Only those of this supplier.
        supplier_id: PartyId,
        /// Only those for this operator's outlets.
        operator_party_id: PartyId,
        /// Only this state.
        state: CurationState,
    }
}

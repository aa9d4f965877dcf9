//! Commitments on the wire: what a partner region offers to supply of a demand.

use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{
    CommitmentCondition, CommitmentKind, CommitmentSide, CommitmentState, ShortClosingReason,
};
use domain::shared::{
    AgreementId, CommitmentId, ContractId, ContractLineId, DemandId, DemandLineId, PartyId, TextHash,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::demands::{ScheduledRequest, ScheduledView};
use crate::{DocumentReference, TransitionRequest};

/// The terms of an offer, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferRequest {
    /// Whether it promises quantities of its own or a share of the line.
    pub kind: CommitmentKind,
    /// The share of every period of the line, in basis points (2500 = 25 %); for a share alone.
    #[schema(example = 2500, minimum = 1, maximum = 10000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_bp: Option<u16>,
    /// How much in which period; each within one period of the line. For quantities of its own alone.
    #[schema(example = json!([]), max_items = 400)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<ScheduledRequest>,
    /// How much less counts as kept, in basis points; 0 when absent.
    #[schema(example = 500, minimum = 0, maximum = 2000)]
    #[serde(default)]
    pub tolerance_bp: u16,
    /// Whether what one period did not take goes on to the next, so that the whole counts; true when absent.
    #[schema(example = true)]
    #[serde(default = "yes")]
    pub rolls_over: bool,
    /// What else is offered or asked.
    #[schema(example = "Dikirim setiap Senin dan Kamis.", min_length = 1, max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

const fn yes() -> bool {
    true
}

/// Offers to supply part of a line of a demand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCommitmentRequest {
    /// The demand.
    pub demand_id: DemandId,
    /// The line of it.
    pub demand_line_id: DemandLineId,
    /// The agreement between the two regions; the caller's government is a side of it.
    pub agreement_id: AgreementId,
    /// The supplier of the committing region who is to deliver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier_id: Option<PartyId>,
    /// The terms.
    pub offer: OfferRequest,
}

/// Takes the offer that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptCommitmentRequest {
    /// The hash of the offer, as it shows it.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$", example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub text_sha256: TextHash,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Explanation.
    #[schema(example = "Disepakati dalam rapat.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

impl AcceptCommitmentRequest {
    /// Its circumstances.
    pub fn transition(&self) -> TransitionRequest {
        TransitionRequest {
            occurred_at: self.occurred_at,
            reason_code: None,
            note: self.note.clone(),
            documents: self.documents.clone(),
        }
    }
}

/// Ends an accepted commitment with less than agreed: what had not begun is no longer committed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseCommitmentShortRequest {
    /// Why.
    pub reason: ShortClosingReason,
    /// What happened; both sides read it in the history.
    #[schema(example = "Flu burung di tiga peternakan.", min_length = 1, max_length = 2000)]
    pub note: String,
    /// Whether what was not delivered is still wanted, of whoever can supply it.
    #[schema(example = true)]
    pub rolls_over: bool,
}

/// Says why less was delivered than agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainCommitmentRequest {
    /// What happened.
    #[schema(example = "Jalan lintas Sumatra terputus selama sepekan.", min_length = 1, max_length = 2000)]
    pub explanation: String,
}

/// Says which lines of contracts deliver on a commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkContractLinesRequest {
    /// Lines of contracts of the same agreement, buyer and goods; each delivers on one commitment at a time.
    #[schema(min_items = 1, max_items = 50)]
    pub contract_line_ids: Vec<ContractLineId>,
}

/// Says that a line of a contract delivers on a commitment no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndContractLineLinkRequest {
    /// The line.
    pub contract_line_id: ContractLineId,
    /// The last day, Asia/Jakarta, whose orders and receipts still count for the commitment: today or before. Later ones count
    /// for the commitment that the line is linked to next. Null or absent where nothing of it shall count, such as for a line
    /// that was linked by mistake.
    #[serde(default)]
    #[schema(example = "2026-12-31")]
    pub until_date: Option<NaiveDate>,
    /// Why.
    #[schema(example = "Kontrak dipakai untuk kebutuhan lain.", min_length = 1, max_length = 2000)]
    pub note: String,
}

/// One offer of a commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfferView {
    /// Its number, from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// Who made it.
    pub offered_by: CommitmentSide,
    /// Whether it promises quantities of its own or a share of the line.
    pub kind: CommitmentKind,
    /// The share of every period of the line, in basis points.
    #[schema(example = 2500)]
    pub share_bp: Option<u16>,
    /// How much in which period; empty for a share.
    pub periods: Vec<ScheduledView>,
    /// How much less counts as kept, in basis points.
    #[schema(example = 500)]
    pub tolerance_bp: u16,
    /// Whether what one period did not take goes on to the next.
    #[schema(example = true)]
    pub rolls_over: bool,
    /// What else is offered or asked.
    #[schema(example = "Dikirim setiap Senin dan Kamis.")]
    pub note: Option<String>,
    /// The hash of all of it, by which it is accepted.
    #[schema(value_type = String)]
    pub text_sha256: TextHash,
    /// When it was made.
    pub offered_at: DateTime<Utc>,
}

/// A line of a contract that delivers, or delivered, on a commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LinkedContractLineView {
    /// The line.
    pub contract_line_id: ContractLineId,
    /// Its contract.
    pub contract_id: ContractId,
    /// Since when.
    pub linked_at: DateTime<Utc>,
    /// Until when; null while it delivers.
    pub ended_at: Option<DateTime<Utc>>,
    /// The first day, Asia/Jakarta, whose orders and receipts count; null where all before count, too.
    #[schema(example = "2027-01-01")]
    pub counts_from_date: Option<NaiveDate>,
    /// The last one, of a line that delivers no longer; null while it delivers, and where nothing of it counts any more.
    #[schema(example = "2026-12-31")]
    pub counts_until_date: Option<NaiveDate>,
}

/// A commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CommitmentView {
    /// Its id.
    pub id: CommitmentId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The demand.
    pub demand_id: DemandId,
    /// The line of it.
    pub demand_line_id: DemandLineId,
    /// The agreement it is made under.
    pub agreement_id: AgreementId,
    /// Who needs the goods.
    pub buyer_id: PartyId,
    /// The government that commits.
    pub government_id: PartyId,
    /// Its region.
    #[schema(example = "18.72")]
    pub region_code: String,
    /// The supplier who is to deliver, where one is named.
    pub supplier_id: Option<PartyId>,
    /// Where it stands.
    pub state: CommitmentState,
    /// What dates and receipts derive of an accepted one; null before its first day.
    pub condition: Option<CommitmentCondition>,
    /// The last offer: the one that waits for an answer, or was accepted.
    pub offer: OfferView,
    /// What an accepted one comes to in each period, by the present need; empty before.
    pub promised: Vec<ScheduledView>,
    /// The last day on which it may be delivered and explained; null before it is accepted.
    #[schema(example = "2027-03-14")]
    pub due_date: Option<NaiveDate>,
    /// The day on which it was accepted.
    #[schema(example = "2026-12-01")]
    pub accepted_date: Option<NaiveDate>,
    /// The day on which it was closed short.
    #[schema(example = json!(null))]
    pub closed_date: Option<NaiveDate>,
    /// Why it was closed short.
    #[schema(example = json!(null))]
    pub closing_reason: Option<ShortClosingReason>,
    /// Whether what was not delivered of one closed short is still wanted.
    #[schema(example = json!(null))]
    pub closing_rolls_over: Option<bool>,
    /// Why less was delivered than agreed.
    #[schema(example = json!(null))]
    pub explanation: Option<String>,
    /// When that was said.
    pub explained_at: Option<DateTime<Utc>>,
    /// Lines of contracts that deliver, or delivered, on it.
    pub contract_lines: Vec<LinkedContractLineView>,
    /// When it was first offered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of a list of commitments.
    pub struct ListCommitmentsQuery {
        /// Only this state.
        state: CommitmentState,
        /// Only those on this demand.
        #[param(value_type = Option<String>)]
        demand_id: DemandId,
        /// Only those under this agreement.
        #[param(value_type = Option<String>)]
        agreement_id: AgreementId,
        /// Only those of this committing region.
        #[param(example = "18.72", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
    }
}

crate::list_query! {
    /// Filters of the offers of a commitment: none, oldest first.
    pub struct ListCommitmentOffersQuery {}
}

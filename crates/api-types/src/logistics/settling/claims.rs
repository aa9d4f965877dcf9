//! Claims: what one business of a contract asks of the other for goods that were not as agreed.

use chrono::{DateTime, NaiveDate, Utc};
use domain::logistics::{ClaimCondition, ClaimKind, ClaimRemedy, ClaimState};
use domain::shared::{
    AgreementId, ClaimId, ContractId, ContractLineId, PartyId, ReceiptId, ReceiptLineId, ShipmentId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{DocumentReference, TransitionRequest, WireMoney, WireQuantity};

/// The terms on which a claim shall end. `reduce` and `return` have a quantity and an amount, `replace` a quantity alone,
/// `price_cut` an amount alone, `accept` neither.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"remedy": "reduce", "quantity": {"value": "43.5", "unit": "KGM"},
    "amount": {"amount": 300_000, "currency": "IDR"}}))]
#[serde(deny_unknown_fields)]
pub struct ClaimTermsRequest {
    /// How it ends.
    pub remedy: ClaimRemedy,
    /// How much of the goods, in the measure of the claim and no more than was claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<WireQuantity>,
    /// What goes back; no more than was claimed, nor than the goods were worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<WireMoney>,
}

/// Opens a claim. It names a line of a posted receipt, or the shipment and the contract line of goods that are late, without
/// their papers, or of another identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "kind": "quality", "receipt_line_id": "rcl_0192f0c1a2b37c4d8e5f60718293a4b5",
    "quantity": {"value": "120", "unit": "KGM"}, "amount": {"amount": 2_880_000, "currency": "IDR"},
    "note": "Kadar air 16 %, di atas 14 % yang disepakati.",
    "documents": [{"type": "laboratory_report", "number": "LAB/2026/0117"}],
}))]
#[serde(deny_unknown_fields)]
pub struct CreateClaimRequest {
    /// What it is about; `death` and `shrink_excess` are opened from the figures of a receipt alone.
    pub kind: ClaimKind,
    /// The line of the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt_line_id: Option<ReceiptLineId>,
    /// The shipment, where no receipt is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipment_id: Option<ShipmentId>,
    /// The contract line of the goods on the shipment, where no receipt is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_line_id: Option<ContractLineId>,
    /// How much of the goods, in a measure they were counted in; this or an amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<WireQuantity>,
    /// What is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<WireMoney>,
    /// What is wrong, for the other side, both governments and the facilitator to read.
    #[schema(example = "Kadar air 16 %, di atas 14 % yang disepakati.", min_length = 1, max_length = 2000)]
    pub note: String,
    /// On which terms it could end; the other side may take them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<ClaimTermsRequest>,
    /// Evidence: papers and photos with the SHA-256 of each file.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

/// A side answers a claim.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RespondToClaimRequest {
    /// On which terms it could end; it takes the place of the offer before, and the other side may take it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<ClaimTermsRequest>,
    /// What is said to it.
    #[schema(example = "Kami menimbang ulang; selisihnya 40 kg.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Evidence.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

impl RespondToClaimRequest {
    /// The circumstances alone.
    pub fn circumstances(&self) -> TransitionRequest {
        TransitionRequest {
            note: self.note.clone(),
            documents: self.documents.clone(),
            ..TransitionRequest::default()
        }
    }
}

/// A coordinator decides a claim; the same terms of both coordinators end it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideClaimRequest {
    /// The terms on which it ends.
    pub decision: ClaimTermsRequest,
    /// Why, for both sides to read.
    #[schema(example = "Berita acara timbang RPH menunjukkan 43,5 kg.", min_length = 1, max_length = 2000)]
    pub note: String,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

impl DecideClaimRequest {
    /// The circumstances alone.
    pub fn circumstances(&self) -> TransitionRequest {
        TransitionRequest {
            note: Some(self.note.clone()),
            documents: self.documents.clone(),
            ..TransitionRequest::default()
        }
    }
}

/// What the figures of a receipt showed when the server opened a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimSeenView {
    /// What was found: the whole loss, or what was missing.
    pub found: WireQuantity,
    /// What would have been in order: the allowance of the journey.
    pub required: WireQuantity,
}

/// The offer that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimOfferView {
    /// The side that made it; the other one may take it.
    pub party_id: PartyId,
    /// How it would end.
    pub remedy: ClaimRemedy,
    /// How much of the goods.
    pub quantity: Option<WireQuantity>,
    /// What would go back; null for roles that neither trade nor account for trade.
    pub amount: Option<WireMoney>,
    /// When it was made.
    pub offered_at: DateTime<Utc>,
}

/// What the coordinator of one region decided last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimDecisionView {
    /// The government.
    pub party_id: PartyId,
    /// How it ends.
    pub remedy: ClaimRemedy,
    /// How much of the goods.
    pub quantity: Option<WireQuantity>,
    /// What goes back; null for roles that neither trade nor account for trade.
    pub amount: Option<WireMoney>,
    /// Why.
    #[schema(example = "Berita acara timbang RPH menunjukkan 43,5 kg.")]
    pub note: String,
    /// When it was recorded.
    pub decided_at: DateTime<Utc>,
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimView {
    /// Its id.
    pub id: ClaimId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Its number.
    #[schema(example = "KLM/2026/000012")]
    pub number: String,
    /// What it is about.
    pub kind: ClaimKind,
    /// Where it stands.
    pub state: ClaimState,
    /// What dates decide of it; null where nothing.
    pub condition: Option<ClaimCondition>,
    /// The contract.
    pub contract_id: ContractId,
    /// The line of the contract.
    pub contract_line_id: ContractLineId,
    /// The agreement above.
    pub agreement_id: AgreementId,
    /// Who sells.
    pub supplier_id: PartyId,
    /// Who buys.
    pub buyer_id: PartyId,
    /// Who claims; the other one answers.
    pub claimant_party_id: PartyId,
    /// The shipment of the goods.
    pub shipment_id: ShipmentId,
    /// The receipt of the goods; null where none was posted.
    pub receipt_id: Option<ReceiptId>,
    /// The line of the receipt.
    pub receipt_line_id: Option<ReceiptLineId>,
    /// Commodity.
    #[schema(example = "cattle")]
    pub commodity_code: String,
    /// Form.
    #[schema(example = "live")]
    pub form_code: String,
    /// How much of the goods is claimed; null where only an amount is.
    pub quantity: Option<WireQuantity>,
    /// What is asked for; null where only a quantity is claimed, and for roles that neither trade nor account for trade.
    pub amount: Option<WireMoney>,
    /// What the server saw; null for a claim by hand.
    pub seen: Option<ClaimSeenView>,
    /// What is wrong, in the claimant's words; null for a claim that the server opened.
    #[schema(example = "Kadar air 16 %, di atas 14 % yang disepakati.")]
    pub note: Option<String>,
    /// Evidence.
    pub documents: Vec<DocumentReference>,
    /// The offer that stands; null where none was made.
    pub offer: Option<ClaimOfferView>,
    /// What each coordinator decided last.
    pub decisions: Vec<ClaimDecisionView>,
    /// The last day on which the next step is in time; null once it has ended, and where nothing bars it.
    #[schema(example = "2026-12-06")]
    pub due_date: Option<NaiveDate>,
    /// How it ended; null before.
    pub remedy: Option<ClaimRemedy>,
    /// How much of the goods that is of.
    pub settled_quantity: Option<WireQuantity>,
    /// How much of what was accepted no longer counts; null where nothing.
    #[serde(default)]
    pub taken_back: Option<WireQuantity>,
    /// What goes back to who claimed; null for roles that neither trade nor account for trade.
    pub settled_amount: Option<WireMoney>,
    /// When it was agreed on or decided.
    #[schema(example = json!(null))]
    pub agreed_at: Option<DateTime<Utc>>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the claims.
    pub struct ListClaimsQuery {
        /// Only of this contract.
        contract_id: ContractId,
        /// Only of this shipment.
        shipment_id: ShipmentId,
        /// Only of this receipt.
        receipt_id: ReceiptId,
        /// Only in this state.
        state: ClaimState,
        /// Only of this kind.
        kind: ClaimKind,
    }
}

//! Receipts: what became of the goods of a shipment, counted and weighed line by line.

use chrono::{DateTime, Utc};
use domain::logistics::{Answer, ObjectionReason, ReceiptState, RejectionReason};
use domain::shared::{
    AgreementId, CallOffId, CallOffLineId, ConsolidationLotId, ContractId, ContractLineId, PartyId,
    ReceiptId, ReceiptLineId, ShipmentId, ShipmentItemId, Unit, VehicleId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::logistics::ConversionView;
use crate::{DocumentReference, PriceFoundView, TransitionRequest, WireMoney, WireQuantity};

/// Counted figures of a line, heads, pieces or packages:
/// `loaded = accepted + held_excess + rejected + dead + emergency_slaughtered + missing - surplus`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CountFigures {
    /// On the vehicle at departure; as shipped when absent.
    #[schema(example = 30, minimum = 0)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loaded: Option<i64>,
    /// Taken by the buyer.
    #[schema(example = 28, minimum = 0)]
    #[serde(default)]
    pub accepted: i64,
    /// Good, but beyond what the contract line may receive.
    #[schema(example = 0, minimum = 0)]
    #[serde(default)]
    pub held_excess: i64,
    /// Not taken, for a reason.
    #[schema(example = 1, minimum = 0)]
    #[serde(default)]
    pub rejected: i64,
    /// Died on the road; animals only.
    #[schema(example = 1, minimum = 0)]
    #[serde(default)]
    pub dead: i64,
    /// Slaughtered on the road in an emergency; animals only.
    #[schema(example = 0, minimum = 0)]
    #[serde(default)]
    pub emergency_slaughtered: i64,
    /// Loaded, but not there.
    #[schema(example = 0, minimum = 0)]
    #[serde(default)]
    pub missing: i64,
    /// There, but not loaded according to the papers.
    #[schema(example = 0, minimum = 0)]
    #[serde(default)]
    pub surplus: i64,
}

/// Weighed or measured figures of a line, exact decimals in one unit:
/// `loaded = accepted + held_excess + rejected + removed + missing + shrink - surplus`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeightFigures {
    /// Unit of every figure.
    #[schema(example = "KGM")]
    pub unit: Unit,
    /// On the vehicle at departure; as shipped when absent.
    #[schema(example = "10500", max_length = 22)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loaded: Option<String>,
    /// Taken by the buyer.
    #[schema(example = "9600", max_length = 22)]
    #[serde(default = "zero")]
    pub accepted: String,
    /// Good, but beyond what the contract line may receive.
    #[schema(example = "0", max_length = 22)]
    #[serde(default = "zero")]
    pub held_excess: String,
    /// Not taken, for a reason.
    #[schema(example = "0", max_length = 22)]
    #[serde(default = "zero")]
    pub rejected: String,
    /// Left the load for a known reason: loaded weight of dead animals, samples.
    #[schema(example = "350", max_length = 22)]
    #[serde(default = "zero")]
    pub removed: String,
    /// Loaded, but not there.
    #[schema(example = "0", max_length = 22)]
    #[serde(default = "zero")]
    pub missing: String,
    /// Lost by drying, emptying, dripping; may be negative. Computed when absent.
    #[schema(example = "550", max_length = 23)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shrink: Option<String>,
    /// There, but not loaded according to the papers.
    #[schema(example = "0", max_length = 22)]
    #[serde(default = "zero")]
    pub surplus: String,
}

fn zero() -> String {
    "0".to_owned()
}

/// A rejected part with its reason; give every measure in which the line counts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"reason": "sick", "heads": 1, "weight": {"value": "350", "unit": "KGM"}}))]
#[serde(deny_unknown_fields)]
pub struct RejectionFigures {
    /// Why it was not taken.
    pub reason: RejectionReason,
    /// Heads.
    #[schema(example = 1, minimum = 1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heads: Option<i64>,
    /// Pieces.
    #[schema(example = 12, minimum = 1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pieces: Option<i64>,
    /// Packages.
    #[schema(example = 2, minimum = 1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packages: Option<i64>,
    /// Weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<WireQuantity>,
    /// Volume.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<WireQuantity>,
}

/// What became of one shipment item; the measure that draws down is required to post, heads and live weight of animals
/// too. All measures tell of the same goods: what is accepted, rejected or missing in one is so in the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "shipment_item_id": "shi_0192f0c1a2b37c4d8e5f60718293a4b5",
    "heads": {"loaded": 30, "accepted": 28, "rejected": 1, "dead": 1},
    "weight": {"unit": "KGM", "loaded": "10500", "accepted": "9250", "rejected": "350", "removed": "350", "shrink": "550"},
    "rejections": [{"reason": "sick", "heads": 1, "weight": {"value": "350", "unit": "KGM"}}],
    "note": "Satu ekor mati di kapal.",
}))]
#[serde(deny_unknown_fields)]
pub struct ReceiptLineRequest {
    /// The item of the shipment.
    pub shipment_item_id: ShipmentItemId,
    /// Heads of live animals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heads: Option<CountFigures>,
    /// Pieces, such as eggs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pieces: Option<CountFigures>,
    /// Packages, such as crates of eggs or sacks of rice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packages: Option<CountFigures>,
    /// Weight; live weight of animals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<WeightFigures>,
    /// Volume.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<WeightFigures>,
    /// Reasons for what was rejected; their parts sum to each rejected figure.
    #[schema(max_items = 30)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejections: Vec<RejectionFigures>,
    /// The grade in which the goods were found; required to post a line that is priced by grade.
    #[schema(example = json!(null), max_length = 40)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// Anything worth saying about the line; required where a weight per head or piece is out of the ordinary.
    #[schema(example = "Dua peti retak.", max_length = 1000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Captures a receipt as a draft; the same for `POST` and for `PUT` with the phone's own id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaptureReceiptRequest {
    /// The shipment the goods came with.
    pub shipment_id: ShipmentId,
    /// When they were received, if not now; the past needs a backfill grant.
    #[schema(example = "2026-11-22T02:00:00Z")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<DateTime<Utc>>,
    /// Whether the papers were seen before the goods were counted; required to submit.
    #[schema(example = true)]
    #[serde(default)]
    pub documents_seen: bool,
    /// What became of the items; several receipts may share a shipment, never an item.
    #[schema(min_items = 1, max_items = 200)]
    pub lines: Vec<ReceiptLineRequest>,
    /// Anything worth saying.
    #[schema(example = "Dihitung bersama sopir.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Corrects a receipt before it is posted; absent fields stay, lines are replaced whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateReceiptRequest {
    /// Whether the papers were seen before the goods were counted.
    #[schema(example = true)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents_seen: Option<bool>,
    /// What became of the items, all of them; the same items as before.
    #[schema(min_items = 1, max_items = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<ReceiptLineRequest>>,
    /// Anything worth saying.
    #[schema(example = "Dihitung bersama sopir.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The supplier objects to a receipt, or to its being taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectToReceiptRequest {
    /// What is wrong.
    pub reason: ObjectionReason,
    /// How it was, for the buyer and both governments to read.
    #[schema(example = "Timbangan kami menunjukkan 9.000 kg.", min_length = 1, max_length = 2000)]
    pub note: String,
    /// When it was said, if not now; the window is judged by the server's time.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

impl ObjectToReceiptRequest {
    /// The circumstances alone.
    pub fn circumstances(&self) -> TransitionRequest {
        TransitionRequest {
            occurred_at: self.occurred_at,
            reason_code: Some(self.reason.label().to_owned()),
            note: Some(self.note.clone()),
            documents: self.documents.clone(),
        }
    }
}

/// What the supplier says to a posted receipt, or to one that takes another back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupplierAnswerView {
    /// The answer. Silence until `due_at` confirms a receipt, never that one is taken back.
    pub outcome: Answer,
    /// When the window ends; it began when the receipt was recorded as posted. Null where no rule says.
    #[schema(example = "2026-11-24T03:00:00Z")]
    pub due_at: Option<DateTime<Utc>>,
    /// When it was last said, as recorded; null while nothing was.
    #[schema(example = json!(null))]
    pub answered_at: Option<DateTime<Utc>>,
    /// Why the supplier objected, also where it confirmed since.
    pub objection_reason: Option<ObjectionReason>,
    /// How it was, in the supplier's words.
    #[schema(example = json!(null))]
    pub objection_note: Option<String>,
}

/// One line of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceiptLineView {
    /// Its id.
    pub id: ReceiptLineId,
    /// The item of the shipment.
    pub shipment_item_id: ShipmentItemId,
    /// The vehicle it came on.
    pub vehicle_id: VehicleId,
    /// The contract line it draws down.
    pub contract_line_id: ContractLineId,
    /// Its contract.
    pub contract_id: ContractId,
    /// Its agreement.
    pub agreement_id: AgreementId,
    /// The order line it is delivered on.
    pub call_off_line_id: CallOffLineId,
    /// Its order.
    pub call_off_id: CallOffId,
    /// The consolidation lot the goods were taken from; null where none.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub consolidation_lot_id: Option<ConsolidationLotId>,
    /// Commodity.
    #[schema(example = "cattle")]
    pub commodity_code: String,
    /// Form.
    #[schema(example = "live")]
    pub form_code: String,
    /// Accepted, in the measure that draws down.
    pub accepted: WireQuantity,
    /// The yield by which what its order accepted counts on the contract line; null where the form is that of the line.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub conversion: Option<ConversionView>,
    /// Accepted weight, where weighed.
    pub accepted_mass: Option<WireQuantity>,
    /// Accepted heads, where counted.
    #[schema(example = 0)]
    pub accepted_heads: Option<i64>,
    /// Accepted pieces, where counted.
    #[schema(example = 0)]
    pub accepted_pieces: Option<i64>,
    /// Accepted volume, where measured.
    pub accepted_volume: Option<WireQuantity>,
    /// What the accepted goods are worth; null until posted, and for roles that neither trade nor account for trade.
    pub amount: Option<WireMoney>,
    /// The price they met and why, as it was found when the receipt was posted; null for the same reasons, where nothing was
    /// accepted that a rule could price, and on what was posted before prices were explained.
    #[serde(default)]
    pub price: Option<PriceFoundView>,
    /// The grade in which the goods were found; null where none was named.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub grade: Option<String>,
    /// Counted heads.
    pub heads: Option<CountFigures>,
    /// Counted pieces.
    pub pieces: Option<CountFigures>,
    /// Counted packages.
    pub packages: Option<CountFigures>,
    /// Weighed figures.
    pub weight: Option<WeightFigures>,
    /// Measured volume.
    pub volume: Option<WeightFigures>,
    /// Reasons for what was rejected.
    pub rejections: Vec<RejectionFigures>,
    /// Loss of weight that is physics for this journey; known once posted.
    pub shrink_allowed: Option<WireQuantity>,
    /// Deaths that are nobody's fault on this journey; known once posted.
    #[schema(example = 0)]
    pub deaths_allowed: Option<i64>,
    /// Weight that may be claimed; never added to the heads.
    pub claimable_weight: Option<WireQuantity>,
    /// Heads that may be claimed; never added to the weight.
    #[schema(example = 0)]
    pub claimable_heads: Option<i64>,
    /// Anything worth saying about the line.
    #[schema(example = "Dua peti retak.")]
    pub note: Option<String>,
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceiptView {
    /// Its id.
    pub id: ReceiptId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Number of the handover record (BAST).
    #[schema(example = "BAST/2026/000123")]
    pub number: String,
    /// Where it stands.
    pub state: ReceiptState,
    /// The shipment the goods came with.
    pub shipment_id: ShipmentId,
    /// Who sells.
    pub supplier_id: PartyId,
    /// Who receives.
    pub buyer_id: PartyId,
    /// The contracts its lines draw down.
    pub contract_ids: Vec<ContractId>,
    /// When the goods were received, as it counts.
    pub received_at: DateTime<Utc>,
    /// The time said, where another counts: a clock ahead of the server's says now, and goods whose earlier receipt was
    /// taken back count from then on.
    #[schema(example = json!(null))]
    pub claimed_at: Option<DateTime<Utc>>,
    /// Whether it was recorded under a backfill grant.
    #[schema(example = false)]
    pub backfilled: bool,
    /// When it was posted.
    pub posted_at: Option<DateTime<Utc>>,
    /// Whether the papers were seen before the goods were counted.
    #[schema(example = true)]
    pub documents_seen: bool,
    /// The receipt this one takes back.
    pub reverses: Option<ReceiptId>,
    /// The receipt that takes this one back.
    pub reversed_by: Option<ReceiptId>,
    /// What the supplier says to its being taken back; null where it is not.
    pub reversal_answer: Option<Answer>,
    /// Who captured it: a mark of the person, the same for the same person in this party and without a name, or the id of
    /// the machine.
    #[schema(example = "person-5f2b9c01d7ae")]
    pub captured_by: Option<String>,
    /// Who corrected its figures since.
    #[schema(example = json!([]))]
    pub corrected_by: Vec<String>,
    /// Who posted it.
    #[schema(example = "person-90aa13c4be22")]
    pub posted_by: Option<String>,
    /// What the supplier says to it; null while it does not count.
    pub supplier_answer: Option<SupplierAnswerView>,
    /// Other captures of the same goods; a person decides.
    pub conflicts_with: Vec<ReceiptId>,
    /// Its lines; none on a receipt that takes another back.
    pub lines: Vec<ReceiptLineView>,
    /// Sum of the rounded line amounts; null until posted, and for roles that neither trade nor account for trade.
    pub amount: Option<WireMoney>,
    /// Anything worth saying.
    #[schema(example = "Dihitung bersama sopir.")]
    pub note: Option<String>,
    /// When it was captured.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the receipts.
    pub struct ListReceiptsQuery {
        /// Only in this state.
        state: ReceiptState,
        /// Only of this shipment.
        shipment_id: ShipmentId,
        /// Only those that draw this contract down.
        contract_id: ContractId,
    }
}

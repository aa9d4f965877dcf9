//! The handover record (berita acara serah terima) of a receipt: what both sides sign at the gate, without a price.

use chrono::{DateTime, Utc};
use domain::logistics::{Answer, ReceiptState};
use domain::shared::{ReceiptId, ShipmentId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CountFigures, RejectionFigures, WeightFigures};
use crate::WireQuantity;
use crate::logistics::{NamedGoodsView, NamedPartyView, NamedPlaceView};

/// Goods of a handover record, with what became of them in every measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverLineView {
    /// What it is.
    pub goods: NamedGoodsView,
    /// Number of the order it is for.
    #[schema(example = "SP/2026/000123")]
    pub call_off_number: Option<String>,
    /// Accepted, in the measure that draws the contract line down.
    pub accepted: WireQuantity,
    /// The grade in which the goods were found; null where none was named.
    #[schema(example = json!(null))]
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
    /// Anything worth saying about the line.
    #[schema(example = "Dua peti retak.")]
    pub note: Option<String>,
}

/// A vehicle of a handover record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverVehicleView {
    /// Number plate.
    #[schema(example = "BE 8123 FK")]
    pub plate: String,
    /// Who drove it; shown to supplier, buyer and carrier.
    #[schema(example = "Agus Setiawan")]
    pub driver_name: Option<String>,
    /// What came on it.
    pub lines: Vec<HandoverLineView>,
}

/// A handover record (berita acara serah terima).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverRecordView {
    /// The receipt.
    pub receipt_id: ReceiptId,
    /// Its number.
    #[schema(example = "BAST/2026/000123")]
    pub number: String,
    /// Where the receipt stands; it counts once it is posted.
    pub state: ReceiptState,
    /// The shipment the goods came with.
    pub shipment_id: ShipmentId,
    /// Number of its delivery note.
    #[schema(example = "SJ/2026/000123")]
    pub delivery_note_number: String,
    /// The code of that delivery note, by which anybody checks it.
    #[schema(example = "KAD-7H2M-9QXC-0V4T-1")]
    pub authenticity_code: String,
    /// Where anybody checks it; what the QR code leads to.
    #[schema(example = "https://kad.example.go.id/v1/authenticity/KAD-7H2M-9QXC-0V4T-1")]
    pub check_url: String,
    /// Who sent.
    pub supplier: NamedPartyView,
    /// Who received.
    pub buyer: NamedPartyView,
    /// Who drove; null where the supplier did.
    pub carrier: Option<NamedPartyView>,
    /// Where the goods were handed over.
    pub destination: NamedPlaceView,
    /// When the goods were received, as it counts.
    pub received_at: DateTime<Utc>,
    /// Whether the papers were seen before the goods were counted.
    #[schema(example = true)]
    pub documents_seen: bool,
    /// What the supplier says to it; null while it does not count.
    pub supplier_answer: Option<Answer>,
    /// Number of the handover record that this one takes back.
    #[schema(example = json!(null))]
    pub takes_back_number: Option<String>,
    /// Number of the handover record that takes this one back.
    #[schema(example = json!(null))]
    pub taken_back_by_number: Option<String>,
    /// Numbers of the contracts it draws down.
    #[schema(example = json!(["PKS/2026/000123"]))]
    pub contract_numbers: Vec<String>,
    /// The vehicles and what came on each; none on a record that takes another back.
    pub vehicles: Vec<HandoverVehicleView>,
    /// Anything worth saying.
    #[schema(example = "Dihitung bersama sopir.")]
    pub note: Option<String>,
}

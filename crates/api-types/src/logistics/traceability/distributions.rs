//! What a buyer gave to its outlets of what it received.

use chrono::{DateTime, Utc};
use domain::logistics::ErrorReason;
use domain::shared::{ContractId, DistributionId, OutletId, PartyId, ReceiptId, ReceiptLineId, ShipmentId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WireQuantity;

/// Goods of one line of the receipt for one outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DistributionLineRequest {
    /// The line of the receipt.
    pub receipt_line_id: ReceiptLineId,
    /// An outlet of the buyer that is open that day.
    pub outlet_id: OutletId,
    /// How much, in the measure that the line was accepted in.
    pub quantity: WireQuantity,
}

/// Records what went on to the outlets of the buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "receipt_id": "rcp_0192f0c1a2b37c4d8e5f60718293a4b5",
    "lines": [{"receipt_line_id": "rcl_0192f0c1a2b37c4d8e5f60718293a4b5",
        "outlet_id": "out_0192f0c1a2b37c4d8e5f60718293a4b5", "quantity": {"value": "120.5", "unit": "KGM"}}]
}))]
pub struct CreateDistributionRequest {
    /// The receipt of the goods; it counts.
    pub receipt_id: ReceiptId,
    /// When they went there, if not now; not before they were received. The past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// What went where. None only in a correction, which then takes all of the other back.
    #[schema(max_items = 200)]
    pub lines: Vec<DistributionLineRequest>,
    /// The distribution of the same shipment in whose place this one stands; that one counts no more.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects_id: Option<DistributionId>,
    /// Anything worth saying; a correction says why.
    #[schema(example = "Dikirim dengan mobil boks pasar.", min_length = 1, max_length = 1000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Goods of one line of the receipt for one outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DistributionLineView {
    /// The line of the receipt.
    pub receipt_line_id: ReceiptLineId,
    /// The outlet.
    pub outlet_id: OutletId,
    /// How much.
    pub quantity: WireQuantity,
}

/// That what was recorded counts no more. It stays as it was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErrorDeclarationView {
    /// Why.
    pub reason: ErrorReason,
    /// When that was recorded.
    pub declared_at: DateTime<Utc>,
    /// What took its place or took it back: another distribution, or the receipt that reversed the one of its goods.
    #[schema(example = "dst_0192f0c1a2b37c4d8e5f60718293a4b5")]
    pub corrective_id: String,
}

/// A distribution; never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DistributionView {
    /// Its id.
    pub id: DistributionId,
    /// Its ETag; it changes once it counts no more.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The receipt of the goods.
    pub receipt_id: ReceiptId,
    /// The shipment they came with.
    pub shipment_id: ShipmentId,
    /// The contracts they are of.
    pub contract_ids: Vec<ContractId>,
    /// Who sold them.
    pub supplier_id: PartyId,
    /// Who received them and runs the outlets.
    pub buyer_id: PartyId,
    /// When they went there.
    pub occurred_at: DateTime<Utc>,
    /// The time said, where the clock that said it ran ahead and the server's counts.
    #[schema(example = json!(null))]
    pub claimed_at: Option<DateTime<Utc>>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Whether it was recorded under a backfill grant.
    #[schema(example = false)]
    pub backfilled: bool,
    /// What went where.
    pub lines: Vec<DistributionLineView>,
    /// The distribution in whose place it stands; null where in none.
    #[schema(example = json!(null))]
    pub corrects_id: Option<DistributionId>,
    /// Why it counts no more; null while it counts.
    #[schema(example = json!(null))]
    pub error_declaration: Option<ErrorDeclarationView>,
    /// Anything worth saying.
    #[schema(example = "Dikirim dengan mobil boks pasar.")]
    pub note: Option<String>,
    /// Who recorded it, as far as the caller is told.
    #[schema(example = "client:gudang-pasar")]
    pub recorded_by: String,
}

crate::list_query! {
    /// Filters of the distributions.
    pub struct ListDistributionsQuery {
        /// Only of goods of this receipt.
        receipt_id: ReceiptId,
        /// Only of goods of this shipment.
        shipment_id: ShipmentId,
        /// Only those that brought something to this outlet.
        outlet_id: OutletId,
    }
}

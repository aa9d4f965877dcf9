//! Call-off orders (surat pesanan).

use chrono::{DateTime, NaiveDate, Utc};
use domain::logistics::{CallOffState, PackKind};
use domain::shared::{
    AgreementId, CallOffId, CallOffLineId, ContractId, ContractLineId, HoldId, PartyId, PriceBasis, VariantId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CallOffChangeView, ConditionView, CountedView, WireDeliveryWindow};
use crate::{DocumentReference, WireMoney, WirePriceRule, WireQuantity, present};

/// Where goods are to be delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Destination {
    /// Name of the place.
    #[schema(example = "Gudang Cipinang", min_length = 1, max_length = 120)]
    pub name: String,
    /// Its region.
    #[schema(example = "31.75", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(deserialize_with = "crate::listed_region")]
    pub region_code: String,
    /// Its postal address.
    #[schema(example = "Jl. Pisangan Lama Selatan 1, Jakarta Timur", min_length = 1, max_length = 500)]
    pub address: String,
}

/// A number of packs and what one of them contains; stored with the order line, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WirePacks {
    /// How many packs.
    #[schema(example = 400, minimum = 1)]
    pub count: i64,
    /// What kind of pack (UN/CEFACT Rec 21).
    pub kind: PackKind,
    /// What one pack contains.
    pub content: WireQuantity,
}

/// A line of a new order: a quantity or packs, not both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "contract_line_id": "ctl_0192f0c1a2b37c4d8e5f60718293a4b5",
    "quantity": {"value": "9000", "unit": "KGM"},
}))]
#[serde(deny_unknown_fields)]
pub struct CallOffLineRequest {
    /// The contract line that is drawn down.
    pub contract_line_id: ContractLineId,
    /// In which of the forms that the contract line may be met in; its own when absent. Amounts are of this form, and count on
    /// the contract line by the yield in force on the day of the order.
    #[schema(example = json!(null), max_length = 40)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_code: Option<String>,
    /// How much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<WireQuantity>,
    /// How many packs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packs: Option<WirePacks>,
    /// How much more than ordered may be sent and accepted, in basis points (500 = 5 %); 0 when absent.
    #[schema(example = 0, minimum = 0, maximum = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_tolerance_bp: Option<u16>,
    /// The product variant; required on a contract line priced by variant, where it is one of those; elsewhere one of the
    /// supplier's and of the goods of the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_id: Option<VariantId>,
    /// The grade wanted, on a contract line priced by grade; what is accepted is priced by the grade it has.
    #[schema(example = json!(null), max_length = 40)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// What the buyer holds of a stock offer, and has converted: of this contract and of the goods of the line, which orders no
    /// more than it holds. One line names it, until its order is refused or cancelled.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_id: Option<HoldId>,
}

/// Writes an order; it holds nothing until it is issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCallOffRequest {
    /// The contract that is drawn down.
    pub contract_id: ContractId,
    /// Your own key, unique for your client.
    #[schema(example = "PO-2026-0117", min_length = 1, max_length = 80)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_reference: Option<String>,
    /// When the goods are wanted.
    #[schema(example = "2026-12-01")]
    pub requested_delivery_date: NaiveDate,
    /// Within which hours, in order of time, the first on that day; any hour when absent. Goods that come in parts have windows on
    /// several days.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delivery_windows: Vec<WireDeliveryWindow>,
    /// Where to.
    pub destination: Destination,
    /// What is ordered.
    #[schema(min_items = 1, max_items = 100)]
    pub lines: Vec<CallOffLineRequest>,
    /// Anything the supplier should know.
    #[schema(example = "Kirim sebelum pukul 10.00.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Changes an order that has not been issued; absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"requested_delivery_date": "2026-12-02"}))]
pub struct UpdateCallOffRequest {
    /// Your own key, unique for your client.
    #[schema(example = "PO-2026-0117", min_length = 1, max_length = 80)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub external_reference: Option<Option<String>>,
    /// When the goods are wanted. Another day takes the hours with it, unless they are given too.
    #[schema(example = "2026-12-02", nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub requested_delivery_date: Option<NaiveDate>,
    /// All windows in the place of those it had; any hour where empty.
    #[schema(max_items = 20, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub delivery_windows: Option<Vec<WireDeliveryWindow>>,
    /// Where to.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub destination: Option<Destination>,
    /// All lines in the place of those it had; they have new ids.
    #[schema(min_items = 1, max_items = 100, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<CallOffLineRequest>>,
    /// Anything the supplier should know.
    #[schema(example = "Kirim sebelum pukul 10.00.", max_length = 2000)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub note: Option<Option<String>>,
}

/// Another amount for an order line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CounterLineRequest {
    /// The order line.
    pub call_off_line_id: CallOffLineId,
    /// How much the supplier can deliver.
    pub quantity: WireQuantity,
}

/// The supplier's counter-offer: another date, smaller amounts, or both. Lines not named stay as ordered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CounterCallOffRequest {
    /// When the supplier can deliver; as requested when absent.
    #[schema(example = "2026-12-03")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_date: Option<NaiveDate>,
    /// Smaller amounts: at most what was ordered.
    #[schema(max_items = 100)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<CounterLineRequest>,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Machine-readable reason, lower snake_case.
    #[schema(example = "harvest_late", max_length = 60)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// Explanation for the buyer.
    #[schema(example = "Panen mundur dua hari.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

crate::circumstances!(CounterCallOffRequest: occurred_at, reason_code, note, documents);

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallOffLineView {
    /// Its id.
    pub id: CallOffLineId,
    /// Its number on the order, from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// The contract line it draws down.
    pub contract_line_id: ContractLineId,
    /// What is traded.
    #[schema(example = "eggs")]
    pub commodity_code: String,
    /// The form ordered; quantities are of it.
    #[schema(example = "fresh_shell")]
    pub form_code: String,
    /// What it counts as on the contract line; null where the form is that of the contract line.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub counted: Option<CountedView>,
    /// How much is ordered, as in force now.
    pub quantity: WireQuantity,
    /// The packs as first ordered.
    pub packs: Option<WirePacks>,
    /// How much the supplier proposed instead; null once it is agreed.
    pub proposed_quantity: Option<WireQuantity>,
    /// Accepted so far by posted receipts.
    pub accepted: WireQuantity,
    /// Still held on the contract line for this order line.
    pub open: WireQuantity,
    /// How much more than ordered may be sent and accepted, in basis points.
    #[schema(example = 0)]
    pub over_tolerance_bp: u16,
    /// The product variant; null where none was named.
    #[serde(default)]
    pub variant_id: Option<VariantId>,
    /// The grade wanted; null where none was named.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub grade: Option<String>,
    /// The hold that its goods are taken from; null where none was named.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub hold_id: Option<HoldId>,
    /// Rupiah per basis by the text under which the order was issued: what is fixed, or what its price list says of the variant;
    /// null before, where another rule finds it, and for roles that neither trade nor account for trade.
    #[serde(default)]
    pub price: Option<WireMoney>,
    /// How the price is found by that text; null where it is fixed, and for the same reasons.
    #[serde(default)]
    pub price_rule: Option<WirePriceRule>,
    /// What the price counts; null for the same reasons.
    #[serde(default)]
    pub price_basis: Option<PriceBasis>,
    /// The first day of the text of the contract that says so; null for the same reasons.
    #[schema(example = "2026-01-02")]
    #[serde(default)]
    pub price_from_date: Option<NaiveDate>,
}

/// Why and when the buyer withdrew an order, for its supplier to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CancellationView {
    /// When it happened, as claimed.
    pub cancelled_at: DateTime<Utc>,
    /// Whether the supplier had accepted the order before: those are counted.
    #[schema(example = true)]
    pub after_acceptance: bool,
    /// Machine-readable reason.
    #[schema(example = "no_storage")]
    pub reason_code: Option<String>,
    /// The buyer's explanation; always there once the order was accepted.
    #[schema(example = "Gudang penuh sampai akhir bulan.")]
    pub note: Option<String>,
}

/// A call-off order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallOffView {
    /// Its id.
    pub id: CallOffId,
    /// Its ETag, for transitions.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Its number.
    #[schema(example = "SP/2026/000123")]
    pub number: String,
    /// The code that stands on its paper; anybody can check it.
    #[schema(example = "KAD-7H2M-9QXC-0V4T-1")]
    pub authenticity_code: String,
    /// The contract it draws down.
    pub contract_id: ContractId,
    /// Its number.
    #[schema(example = "PKS/2026/000123")]
    pub contract_number: String,
    /// The agreement above it.
    pub agreement_id: AgreementId,
    /// Who delivers.
    pub supplier_id: PartyId,
    /// Who ordered.
    pub buyer_id: PartyId,
    /// Where it stands.
    pub state: CallOffState,
    /// What stands against its contract now, so that it cannot be issued or its counter-offer accepted, later that goods which
    /// have not left do not leave; null while nothing does, and once the order has ended.
    pub condition: Option<ConditionView>,
    /// Why the buyer withdrew it; null while it did not.
    pub cancellation: Option<CancellationView>,
    /// The buyer's own key.
    #[schema(example = "PO-2026-118")]
    pub external_reference: Option<String>,
    /// When the goods are wanted; once a counter-offer is accepted, when they are agreed to come.
    #[schema(example = "2026-12-01")]
    pub requested_delivery_date: NaiveDate,
    /// When the supplier proposed to deliver instead; null once it is agreed.
    #[schema(example = "2026-12-03")]
    pub proposed_delivery_date: Option<NaiveDate>,
    /// Within which hours; any hour where empty.
    #[serde(default)]
    pub delivery_windows: Vec<WireDeliveryWindow>,
    /// The change that waits for the other side's answer; null while none does. All of them are at `/changes`.
    #[serde(default)]
    pub change: Option<CallOffChangeView>,
    /// Where to.
    pub destination: Destination,
    /// What is ordered.
    pub lines: Vec<CallOffLineView>,
    /// What the supplier should know.
    #[schema(example = "Kirim sebelum pukul 10.00.")]
    pub note: Option<String>,
    /// Place in the agreement service's feed of the terms it was judged by; null while a draft.
    #[schema(example = 42)]
    pub terms_position: Option<i64>,
    /// When it was issued.
    pub issued_at: Option<DateTime<Utc>>,
    /// The time by which its prices and yields count: when it is said to have been issued under a grant to record the past, when
    /// that was recorded otherwise. Null while a draft.
    #[serde(default)]
    pub priced_at: Option<DateTime<Utc>>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// How often orders of a contract were accepted, and withdrawn by the buyer after that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallOffTallyView {
    /// The contract.
    pub contract_id: ContractId,
    /// Who ordered.
    pub buyer_id: PartyId,
    /// Who delivers.
    pub supplier_id: PartyId,
    /// Orders that were issued, whatever became of them.
    #[schema(example = 12)]
    pub issued: i64,
    /// Orders that the supplier had accepted when the buyer withdrew them.
    #[schema(example = 1)]
    pub cancelled_after_acceptance: i64,
}

crate::list_query! {
    /// Filters of the tallies.
    pub struct ListCallOffTalliesQuery {
        /// Only of this contract.
        #[param(value_type = Option<String>)]
        contract_id: ContractId,
        /// Only of this buyer.
        #[param(value_type = Option<String>)]
        buyer_id: PartyId,
    }
}

crate::list_query! {
    /// Filters of the call-off orders.
    pub struct ListCallOffsQuery {
        /// Only orders of this contract.
        #[param(value_type = Option<String>)]
        contract_id: ContractId,
        /// Only orders in this state.
        #[param(value_type = Option<String>, example = "issued")]
        state: CallOffState,
        /// Only orders to this supplier.
        #[param(value_type = Option<String>)]
        supplier_id: PartyId,
        /// Only orders of this buyer.
        #[param(value_type = Option<String>)]
        buyer_id: PartyId,
        /// Only orders with this reference.
        #[param(max_length = 80)]
        external_reference: String,
    }
}

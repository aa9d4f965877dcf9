//! Traces: what became of goods, from where they were loaded to the outlets they went to.

use chrono::{DateTime, Utc};
use domain::logistics::{BusinessStep, Disposition, StepAction};
use domain::shared::{
    AgreementId, CallOffId, CallOffLineId, ConsolidationLotId, ContractId, DistributionId, FacilityId,
    HoldId, OutletId, PartyId, ReceiptId, ShipmentId, ShipmentItemId, VariantId, VehicleId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ErrorDeclarationView;
use crate::{AskedTime, WireQuantity};

/// Where a consolidation lot comes from. Who its members are, and what each brought, stands in the catalog for those who may
/// read it: `/v1/consolidation-lots/{id}`, `/v1/contributions?consolidation_lot_id=`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TraceLotView {
    /// The lot.
    pub consolidation_lot_id: ConsolidationLotId,
    /// The hub; null while that has not arrived here.
    pub facility_id: Option<FacilityId>,
    /// Whose hub it is.
    pub hub_party_id: PartyId,
    /// Whose members brought it.
    pub cooperative_party_id: PartyId,
    /// How many members that were; null while that has not arrived here.
    #[schema(example = 30)]
    pub member_count: Option<i64>,
    /// Whether it is recalled now.
    #[schema(example = false)]
    pub recalled: bool,
}

/// Goods for one order line on one vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TraceGoodsView {
    /// Their id; steps name them by it.
    pub shipment_item_id: ShipmentItemId,
    /// The vehicle.
    pub vehicle_id: VehicleId,
    /// The order line.
    pub call_off_line_id: CallOffLineId,
    /// Its order.
    pub call_off_id: CallOffId,
    /// Its contract.
    pub contract_id: ContractId,
    /// Its agreement.
    pub agreement_id: AgreementId,
    /// Commodity.
    #[schema(example = "chilli")]
    pub commodity_code: String,
    /// Form.
    #[schema(example = "red")]
    pub form_code: String,
    /// Loaded.
    pub quantity: WireQuantity,
    /// The product variant; null where none is named.
    #[schema(example = json!(null))]
    pub variant_id: Option<VariantId>,
    /// Whether that variant is recalled now.
    #[schema(example = false)]
    pub variant_recalled: bool,
    /// The consolidation lot they were taken from; null where from none.
    pub lot: Option<TraceLotView>,
    /// The hold that their order line takes them from; null where from none.
    #[schema(example = json!(null))]
    pub hold_id: Option<HoldId>,
    /// The tags of the animals of that hold: these are among them, of an order line that went with several vehicles not all.
    pub animal_tags: Vec<String>,
}

/// Where something happened, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TracePlaceView {
    /// A facility.
    #[schema(example = json!(null))]
    pub facility_id: Option<FacilityId>,
    /// An outlet.
    pub outlet_id: Option<OutletId>,
    /// A region.
    #[schema(example = "31")]
    pub region_code: Option<String>,
    /// What people call the place.
    #[schema(example = "Pasar Induk Kramat Jati")]
    pub name: Option<String>,
}

/// How much of which goods; a quantity where the step counted them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TraceQuantityView {
    /// The goods.
    pub shipment_item_id: ShipmentItemId,
    /// How much; null where nobody counted.
    pub quantity: Option<WireQuantity>,
}

/// One step of goods: what, where, when and why, as an object event of EPCIS 2.0 says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TraceStepView {
    /// The record that says so: a sealed lot, a transition of the shipment, a report of a vehicle, a receipt, a distribution.
    #[schema(example = "dst_0192f0c1a2b37c4d8e5f60718293a4b5")]
    pub record_id: String,
    /// How it relates to the goods.
    pub action: StepAction,
    /// What was done, in the words of the Core Business Vocabulary.
    pub business_step: BusinessStep,
    /// How the goods are after it.
    pub disposition: Disposition,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// When it was recorded; null where another service recorded it.
    pub recorded_at: Option<DateTime<Utc>>,
    /// Which goods.
    pub goods: Vec<TraceQuantityView>,
    /// Where they were seen.
    pub read_point: TracePlaceView,
    /// Where they are from then on; null while they are on their way.
    pub business_location: Option<TracePlaceView>,
    /// Why the record counts no more; null while it counts.
    #[schema(example = json!(null))]
    pub error_declaration: Option<ErrorDeclarationView>,
}

/// What became of goods of one shipment: where they come from, what happened on the way, what was received and to which outlets
/// it went. Without prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TraceView {
    /// The shipment.
    pub shipment_id: ShipmentId,
    /// The number of its delivery note.
    #[schema(example = "SJ/2026/000017")]
    pub shipment_number: String,
    /// Who sells.
    pub supplier_id: PartyId,
    /// Who buys.
    pub buyer_id: PartyId,
    /// The facility it was loaded at; null where none is named.
    pub origin_facility_id: Option<FacilityId>,
    /// Region of departure.
    #[schema(example = "35.72")]
    pub origin_region_code: String,
    /// Region of arrival.
    #[schema(example = "31")]
    pub destination_region_code: String,
    /// The goods asked for that it carries.
    pub goods: Vec<TraceGoodsView>,
    /// What happened to them, in order of time.
    pub steps: Vec<TraceStepView>,
    /// Whether there are more goods or steps than are shown.
    #[schema(example = false)]
    pub truncated: bool,
}

crate::list_query! {
    /// What is traced: exactly one of these, except `known_at`, which may stand beside it.
    pub struct ListTracesQuery {
        /// A consolidation lot: where its goods went.
        lot_id: ConsolidationLotId,
        /// The tag of an animal, however it is spelled: the orders by a hold that names it.
        #[param(example = "ID-18-0004711", max_length = 40)]
        animal_tag: String,
        /// A receipt: where its goods come from and went.
        receipt_id: ReceiptId,
        /// A product variant.
        variant_id: VariantId,
        /// A shipment.
        shipment_id: ShipmentId,
        /// A distribution: where its goods come from.
        distribution_id: DistributionId,
        /// An outlet: where what it got comes from.
        outlet_id: OutletId,
        /// A facility: where what was loaded there went.
        facility_id: FacilityId,
        /// Leave out what was recorded later; now when absent. A day stands for its end in Jakarta.
        #[param(value_type = Option<String>, example = "2026-11-22T09:30:00Z")]
        known_at: AskedTime,
    }
}

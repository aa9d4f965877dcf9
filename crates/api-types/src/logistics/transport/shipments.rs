//! Shipments: vehicles, what is on them, and the papers that travel along.

use chrono::{DateTime, NaiveDate, Utc};
use domain::logistics::{ShipmentState, TransportMode};
use domain::shared::{
    AgreementId, CallOffId, CallOffLineId, ConsolidationLotId, ContractId, ContractLineId, FacilityId,
    PartyId, ShipmentId, ShipmentItemId, VariantId, VehicleId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{JourneyPaperRequest, JourneyPaperView};
use crate::{DocumentReference, TransitionRequest, WireQuantity, present};

/// Goods for one order line on one vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShipmentItemRequest {
    /// The order line the goods are for.
    pub call_off_line_id: CallOffLineId,
    /// How much is loaded, in the measure that draws the contract line down.
    pub quantity: WireQuantity,
    /// Heads loaded, for live animals ordered by weight; the quantity itself where heads draw down.
    #[schema(example = 30, minimum = 0, maximum = 1_000_000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heads: Option<i64>,
    /// Weight loaded, beside a quantity of another measure: live weight of animals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<WireQuantity>,
    /// Packages loaded: crates, sacks, cartons.
    #[schema(example = 600, minimum = 0, maximum = 1_000_000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packages: Option<i64>,
    /// The product variant, for packaged goods; its permits count at the document gate. The one ordered, where the order line
    /// names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_id: Option<VariantId>,
    /// The consolidation lot the goods are taken from; what is loaded of it for an order line is at most what it sets aside for
    /// that line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consolidation_lot_id: Option<ConsolidationLotId>,
    /// The first day on which goods of it were made, harvested or slaughtered; of eggs, the first on which they were laid.
    #[schema(example = "2026-11-25")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub production_date: Option<NaiveDate>,
}

/// A vehicle and what is on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VehicleRequest {
    /// Number plate, or the name of a ship.
    #[schema(example = "BE 8123 FK", min_length = 2, max_length = 20)]
    pub plate: String,
    /// Who drives it.
    #[schema(example = "Agus Setiawan", max_length = 100)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver_name: Option<String>,
    /// The numbers of the seals on it.
    #[schema(example = json!(["SGL-004512"]), max_items = 10)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seals: Vec<String>,
    /// What is on it.
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<ShipmentItemRequest>,
}

/// Plans a shipment for one or more accepted orders of one buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateShipmentRequest {
    /// The orders it serves; every item names a line of one of them.
    #[schema(min_items = 1, max_items = 50)]
    pub call_off_ids: Vec<CallOffId>,
    /// Region where the goods are loaded.
    #[schema(example = "18.72", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(deserialize_with = "crate::listed_region")]
    pub origin_region_code: String,
    /// Place of loading.
    #[schema(example = "Gudang KUJ, Metro Timur", max_length = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_place: Option<String>,
    /// The facility where they are loaded, in that region: a farm, slaughterhouse, mill, hub, warehouse or kitchen of the supplier
    /// or of another party. To be ready, a supplier that has facilities of its own there names one.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_facility_id: Option<FacilityId>,
    /// Region where they go.
    #[schema(example = "31", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(deserialize_with = "crate::listed_region")]
    pub destination_region_code: String,
    /// Place of unloading.
    #[schema(example = "Pasar Induk Kramat Jati", max_length = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_place: Option<String>,
    /// The party that drives, of the kind `carrier`; absent where the supplier drives itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier_party_id: Option<PartyId>,
    /// How the goods travel.
    pub mode: TransportMode,
    /// When the last vehicle is expected at the place of unloading.
    #[schema(example = "2026-12-02T03:00:00Z")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_arrival_at: Option<DateTime<Utc>>,
    /// The vehicles; each counts by itself in reports.
    #[schema(min_items = 1, max_items = 50)]
    pub vehicles: Vec<VehicleRequest>,
    /// The papers of this journey; those that businesses hold come from verification and permits.
    #[schema(max_items = 50)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub journey_papers: Vec<JourneyPaperRequest>,
}

/// Changes a shipment that is planned or loading; absent fields stay, lists are replaced whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateShipmentRequest {
    /// Place of loading.
    #[schema(example = "Gudang KUJ, Metro", max_length = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_place: Option<String>,
    /// The facility where they are loaded; `null` takes it away.
    #[schema(example = json!(null), value_type = Option<FacilityId>)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub origin_facility_id: Option<Option<FacilityId>>,
    /// Region where the goods go.
    #[schema(example = "31", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(
        default,
        deserialize_with = "crate::some_listed_region",
        skip_serializing_if = "Option::is_none"
    )]
    pub destination_region_code: Option<String>,
    /// Place of unloading.
    #[schema(example = "Gudang Pasar Jaya, Kramat Jati", max_length = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_place: Option<String>,
    /// Who drives: a party of the kind `carrier`, or the supplier itself. While the shipment is planned.
    #[schema(example = "pty_0192f0c1a2b37c4d8e5f60718293a4b5")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier_party_id: Option<PartyId>,
    /// When the last vehicle is expected at the place of unloading; `null` takes it away.
    #[schema(example = "2026-12-02T03:00:00Z")]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub expected_arrival_at: Option<Option<DateTime<Utc>>>,
    /// The vehicles and their items, all of them; they get new ids.
    #[schema(min_items = 1, max_items = 50)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vehicles: Option<Vec<VehicleRequest>>,
    /// The papers of this journey, all of them.
    #[schema(max_items = 50)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journey_papers: Option<Vec<JourneyPaperRequest>>,
}

/// Sends a shipment on the road to another place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DivertShipmentRequest {
    /// Region where the goods go now.
    #[schema(example = "31", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(deserialize_with = "crate::listed_region")]
    pub destination_region_code: String,
    /// Place of unloading.
    #[schema(example = "Gudang Food Station, Cipinang", max_length = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_place: Option<String>,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Machine-readable reason, lower snake_case.
    #[schema(example = "no_storage", max_length = 60)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// Why.
    #[schema(example = "Gudang tujuan penuh.", min_length = 1, max_length = 2000)]
    pub note: String,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

impl DivertShipmentRequest {
    /// The circumstances alone.
    pub fn circumstances(&self) -> TransitionRequest {
        TransitionRequest {
            occurred_at: self.occurred_at,
            reason_code: self.reason_code.clone(),
            note: Some(self.note.clone()),
            documents: self.documents.clone(),
        }
    }
}

/// Goods for one order line on one vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShipmentItemView {
    /// Its id; receipts name it.
    pub id: ShipmentItemId,
    /// The order line.
    pub call_off_line_id: CallOffLineId,
    /// Its order.
    pub call_off_id: CallOffId,
    /// The contract line that is drawn down.
    pub contract_line_id: ContractLineId,
    /// Its contract.
    pub contract_id: ContractId,
    /// Its agreement.
    pub agreement_id: AgreementId,
    /// Commodity.
    #[schema(example = "cattle")]
    pub commodity_code: String,
    /// Form.
    #[schema(example = "live")]
    pub form_code: String,
    /// Loaded, in the measure that draws down.
    pub quantity: WireQuantity,
    /// Heads loaded.
    #[schema(example = 0)]
    pub heads: Option<i64>,
    /// Weight loaded, where recorded beside the quantity.
    pub weight: Option<WireQuantity>,
    /// Packages loaded.
    #[schema(example = 300)]
    pub packages: Option<i64>,
    /// The product variant.
    pub variant_id: Option<VariantId>,
    /// The consolidation lot the goods were taken from; null where none.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub consolidation_lot_id: Option<ConsolidationLotId>,
    /// The first day on which goods of it were made, harvested or slaughtered, or eggs laid; null where that was not told.
    #[schema(example = "2026-11-25")]
    #[serde(default)]
    pub production_date: Option<NaiveDate>,
    /// Whether a posted receipt names it.
    #[schema(example = true)]
    pub received: bool,
}

/// A vehicle of a shipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VehicleView {
    /// Its id within the shipment.
    pub id: VehicleId,
    /// Number plate.
    #[schema(example = "BE 8123 FK")]
    pub plate: String,
    /// Who drives it; shown to supplier, buyer and carrier.
    #[schema(example = "Agus Setiawan")]
    pub driver_name: Option<String>,
    /// The numbers of the seals on it.
    #[schema(example = json!(["SGL-004512"]))]
    #[serde(default)]
    pub seals: Vec<String>,
    /// When it left, as claimed.
    #[schema(example = "2026-11-21T14:00:00Z")]
    pub departed_at: Option<DateTime<Utc>>,
    /// When it arrived, as claimed.
    pub arrived_at: Option<DateTime<Utc>>,
    /// What is on it.
    pub items: Vec<ShipmentItemView>,
}

/// A shipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShipmentView {
    /// Its id.
    pub id: ShipmentId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Number of the delivery note (surat jalan).
    #[schema(example = "SJ/2026/000123")]
    pub number: String,
    /// The code that stands on the delivery note; anybody can check it.
    #[schema(example = "KAD-7H2M-9QXC-0V4T-1")]
    pub authenticity_code: String,
    /// Where it stands.
    pub state: ShipmentState,
    /// Who sells.
    pub supplier_id: PartyId,
    /// Who buys.
    pub buyer_id: PartyId,
    /// Who drives.
    pub carrier_party_id: Option<PartyId>,
    /// The orders it serves.
    pub call_off_ids: Vec<CallOffId>,
    /// The contracts it serves.
    pub contract_ids: Vec<ContractId>,
    /// Region where the goods are loaded.
    #[schema(example = "18.72")]
    pub origin_region_code: String,
    /// Place of loading.
    #[schema(example = "Gudang KUJ, Metro")]
    pub origin_place: Option<String>,
    /// The facility where they are loaded; null where none is named.
    #[schema(example = json!(null))]
    pub origin_facility_id: Option<FacilityId>,
    /// Region where they go.
    #[schema(example = "31")]
    pub destination_region_code: String,
    /// Place of unloading.
    #[schema(example = "Gudang Pasar Jaya, Kramat Jati")]
    pub destination_place: Option<String>,
    /// How they travel.
    pub mode: TransportMode,
    /// When the last vehicle is expected; null where nobody told. What is late is at `/v1/late-vehicles`.
    #[schema(example = "2026-12-02T03:00:00Z")]
    #[serde(default)]
    pub expected_arrival_at: Option<DateTime<Utc>>,
    /// When the first vehicle left, as claimed.
    #[schema(example = "2026-11-21T14:00:00Z")]
    pub departed_at: Option<DateTime<Utc>>,
    /// When the last vehicle arrived, as claimed.
    pub arrived_at: Option<DateTime<Utc>>,
    /// The vehicles.
    pub vehicles: Vec<VehicleView>,
    /// The papers of this journey.
    pub journey_papers: Vec<JourneyPaperView>,
    /// When it was planned.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the shipments.
    pub struct ListShipmentsQuery {
        /// Only in this state.
        state: ShipmentState,
        /// Only those that carry goods of this order.
        call_off_id: CallOffId,
        /// Only those that carry goods of this contract.
        contract_id: ContractId,
        /// Only those that carry this product variant, such as one that is recalled.
        variant_id: VariantId,
    }
}

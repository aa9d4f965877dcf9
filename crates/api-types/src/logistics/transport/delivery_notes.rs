//! The delivery note (surat jalan) of a shipment: what travels with the goods, with names in place of ids and without a price.

use chrono::{DateTime, Utc};
use domain::logistics::{ShipmentState, TransportMode};
use domain::shared::{PartyId, ShipmentId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::JourneyPaperView;
use crate::{WireBilingual, WireQuantity};

/// A party by its name in law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedPartyView {
    /// Its id.
    pub id: PartyId,
    /// Its name in law; null while it has not arrived here.
    #[schema(example = "PT Kuasa Omega Jaya")]
    pub legal_name: Option<String>,
}

/// A place where goods are loaded or unloaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedPlaceView {
    /// Its region.
    #[schema(example = "18.72")]
    pub region_code: String,
    /// Name of the region.
    #[schema(example = "Kota Metro")]
    pub region_name: String,
    /// The place, as people say it.
    #[schema(example = "Gudang KUJ, Metro Timur")]
    pub place: Option<String>,
    /// Name of the facility; null where none is named.
    #[schema(example = json!(null))]
    pub facility_name: Option<String>,
}

/// Goods by the names people use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedGoodsView {
    /// Commodity.
    #[schema(example = "cattle")]
    pub commodity_code: String,
    /// Its name.
    pub commodity_name: WireBilingual,
    /// Form.
    #[schema(example = "live")]
    pub form_code: String,
    /// Its name.
    pub form_name: WireBilingual,
    /// Name of the product variant; null where none is named.
    #[schema(example = json!(null))]
    pub variant_name: Option<String>,
}

/// Goods on a vehicle of a delivery note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliveryNoteItemView {
    /// What it is.
    pub goods: NamedGoodsView,
    /// Number of the order it is for.
    #[schema(example = "SP/2026/000123")]
    pub call_off_number: Option<String>,
    /// Loaded, in the measure that draws the contract line down.
    pub quantity: WireQuantity,
    /// Heads loaded.
    #[schema(example = 30)]
    pub heads: Option<i64>,
    /// Weight loaded, where recorded beside the quantity.
    pub weight: Option<WireQuantity>,
    /// Packages loaded.
    #[schema(example = 300)]
    pub packages: Option<i64>,
}

/// A vehicle of a delivery note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliveryNoteVehicleView {
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
    /// What is on it.
    pub items: Vec<DeliveryNoteItemView>,
}

/// A delivery note (surat jalan).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliveryNoteView {
    /// The shipment.
    pub shipment_id: ShipmentId,
    /// Its number.
    #[schema(example = "SJ/2026/000123")]
    pub number: String,
    /// Where the shipment stands.
    pub state: ShipmentState,
    /// The code by which anybody checks it.
    #[schema(example = "KAD-7H2M-9QXC-0V4T-1")]
    pub authenticity_code: String,
    /// Where anybody checks it; what its QR code leads to.
    #[schema(example = "https://kad.example.go.id/v1/authenticity/KAD-7H2M-9QXC-0V4T-1")]
    pub check_url: String,
    /// Who sends.
    pub supplier: NamedPartyView,
    /// Who receives.
    pub buyer: NamedPartyView,
    /// Who drives; null where the supplier does.
    pub carrier: Option<NamedPartyView>,
    /// Where the goods are loaded.
    pub origin: NamedPlaceView,
    /// Where they go.
    pub destination: NamedPlaceView,
    /// How they travel.
    pub mode: TransportMode,
    /// When they left, as claimed.
    #[schema(example = "2026-11-21T14:00:00Z")]
    pub departed_at: Option<DateTime<Utc>>,
    /// When they arrived, as claimed.
    pub arrived_at: Option<DateTime<Utc>>,
    /// Numbers of the orders they are for.
    #[schema(example = json!(["SP/2026/000123"]))]
    pub call_off_numbers: Vec<String>,
    /// Numbers of the contracts they are under.
    #[schema(example = json!(["PKS/2026/000123"]))]
    pub contract_numbers: Vec<String>,
    /// The vehicles and what is on each.
    pub vehicles: Vec<DeliveryNoteVehicleView>,
    /// The papers of the journey.
    pub journey_papers: Vec<JourneyPaperView>,
}

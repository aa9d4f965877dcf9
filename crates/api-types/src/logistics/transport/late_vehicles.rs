//! Vehicles that are late.

use chrono::{DateTime, NaiveDate, Utc};
use domain::logistics::LateReason;
use domain::shared::{ContractId, PartyId, ShipmentId, VehicleId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A vehicle that has not left although its goods were wanted, or has not arrived although it was expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LateVehicleView {
    /// The vehicle.
    pub vehicle_id: VehicleId,
    /// Its number plate.
    #[schema(example = "BE 8123 FK")]
    pub plate: String,
    /// Its shipment.
    pub shipment_id: ShipmentId,
    /// The number of the delivery note.
    #[schema(example = "SJ/2026/000123")]
    pub shipment_number: String,
    /// Who sells.
    pub supplier_id: PartyId,
    /// Who buys.
    pub buyer_id: PartyId,
    /// Who drives; null where the supplier does.
    pub carrier_party_id: Option<PartyId>,
    /// Why it is late.
    pub reason: LateReason,
    /// Since when.
    pub late_since: DateTime<Utc>,
    /// The first day on which goods of it are wanted.
    #[schema(example = "2026-11-30")]
    pub wanted_date: NaiveDate,
    /// When it was expected; null where nobody told.
    pub expected_arrival_at: Option<DateTime<Utc>>,
}

crate::list_query! {
    /// Filters of the late vehicles.
    pub struct ListLateVehiclesQuery {
        /// Only those that carry goods of this contract.
        #[param(value_type = Option<String>)]
        contract_id: ContractId,
    }
}

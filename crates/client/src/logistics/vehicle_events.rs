//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::logistics::{ListVehicleEventsQuery, PutVehicleEventRequest, VehicleEventView};
use domain::shared::{ShipmentId, VehicleEventId};

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// What the vehicles of a shipment reported, in order of the ids their phones gave.
    pub fn list_shipment_vehicle_events(
        &self,
        id: ShipmentId,
        query: &ListVehicleEventsQuery,
    ) -> Call<'_, Page<VehicleEventView>> {
        self.api.get(format!("/v1/shipments/{id}/vehicle-events")).query(query)
    }

    /// Records a vehicle event with the phone's own id.
    pub fn put_vehicle_event(
        &self,
        id: VehicleEventId,
        body: &PutVehicleEventRequest,
    ) -> Call<'_, VehicleEventView> {
        self.api.put(format!("/v1/vehicle-events/{id}")).json(body)
    }
}

//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::{self, Aggregator, Buyer, Carrier, FieldOfficer, Receiver, Supplier};
use web::Who::{Anyone, Roles};
use web::operations;

/// Who moves them on the road.
const MOVES: &[Role] = &[Supplier, Aggregator, Carrier, Receiver, Buyer, FieldOfficer];

operations! {
    put_vehicle_event: PutVehicleEvent, Put, "logistics.vehicle_events.write", Roles(MOVES), 1, [Duplicate];
    list_shipment_vehicle_events: ListShipmentVehicleEvents, List, "logistics.vehicle_events.read", Anyone, 1;
}

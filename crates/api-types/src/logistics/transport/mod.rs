//! What is on the road.

mod shipments;
mod vehicle_events;

pub use shipments::{
    CertificateRequest, CertificateView, CreateShipmentRequest, DivertShipmentRequest, ListShipmentsQuery,
    ShipmentItemRequest, ShipmentItemView, ShipmentView, UpdateShipmentRequest, VehicleRequest, VehicleView,
};
pub use vehicle_events::{ListVehicleEventsQuery, PutVehicleEventRequest, VehicleEventView};

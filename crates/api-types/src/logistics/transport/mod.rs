//! What is on the road.

mod delivery_notes;
mod journey_papers;
mod rules;
mod shipments;
mod vehicle_events;

pub use delivery_notes::{
    DeliveryNoteItemView, DeliveryNoteVehicleView, DeliveryNoteView, NamedGoodsView, NamedPartyView,
    NamedPlaceView,
};
pub use journey_papers::{ConfirmJourneyPaperRequest, JourneyPaperRequest, JourneyPaperView};
pub use rules::{
    AllowanceEventData, AllowanceView, CreateAllowanceRequest, CreateGateRuleRequest,
    CreateJourneyRequirementRequest, GateRuleEventData, GateRuleView, JourneyRequirementEventData,
    JourneyRequirementView, ListAllowancesQuery, ListGateRulesQuery, ListJourneyRequirementsQuery,
};
pub use shipments::{
    CreateShipmentRequest, DivertShipmentRequest, ListShipmentsQuery, ShipmentItemRequest, ShipmentItemView,
    ShipmentView, UpdateShipmentRequest, VehicleRequest, VehicleView,
};
pub use vehicle_events::{ListVehicleEventsQuery, PutVehicleEventRequest, VehicleEventView};

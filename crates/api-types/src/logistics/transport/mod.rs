//! What is on the road.

mod delivery_notes;
mod journey_papers;
mod late_vehicles;
mod rules;
mod shipments;
mod vehicle_events;

pub use delivery_notes::{
    DeliveryNoteItemView, DeliveryNoteVehicleView, DeliveryNoteView, NamedGoodsView, NamedPartyView,
    NamedPlaceView,
};
pub use journey_papers::{ConfirmJourneyPaperRequest, JourneyPaperRequest, JourneyPaperView};
pub use late_vehicles::{LateVehicleView, ListLateVehiclesQuery};
pub use rules::{
    AllowanceEventData, AllowanceView, CreateAllowanceRequest, CreateGateRuleRequest,
    CreateJourneyRequirementRequest, CreateLatenessRuleRequest, GateRuleEventData, GateRuleView,
    JourneyRequirementEventData, JourneyRequirementView, LatenessRuleEventData, LatenessRuleView,
    ListAllowancesQuery, ListGateRulesQuery, ListJourneyRequirementsQuery, ListLatenessRulesQuery,
};
pub use shipments::{
    CreateShipmentRequest, DivertShipmentRequest, ListShipmentsQuery, ShipmentItemRequest, ShipmentItemView,
    ShipmentView, UpdateShipmentRequest, VehicleRequest, VehicleView,
};
pub use vehicle_events::{ListVehicleEventsQuery, PutVehicleEventRequest, VehicleEventView};

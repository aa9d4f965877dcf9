//! What is on the road: shipments, their papers, the reports of vehicles.

pub(crate) mod gate;
pub(crate) mod gate_rules;
pub(crate) mod happened;
pub(crate) mod journey;
pub(crate) mod lateness;
pub(crate) mod loading_place;
pub(crate) mod reports;
pub(crate) mod shipment;

pub use crate::shared::VeterinaryLevel;
pub use gate::{
    DocumentKind, GateFacts, GateLoad, GateRule, GateRules, GoodsKind, HeldByVariant, HeldDocument,
    Requirement, RouteKind, check_document_gate,
};
pub use gate_rules::{seed_gate_rules, seed_journey_requirements};
pub use happened::{ContractTermsHappened, VehicleEventHappened};
pub use journey::{
    Issuer, JourneyPaper, JourneyPaperKind, JourneyRequirement, check_heads_arrived, heads_used,
};
pub use lateness::{LateReason, LatenessFigure, LatenessRule, Underway, lateness, seed_lateness_rules};
pub use loading_place::{LoadingPlace, check_loading_place, loading_place_unnamed};
pub use reports::{Report, check_heads, check_report};
pub use shipment::{ShipmentEvent, ShipmentHappened, ShipmentState, VehicleEventType};

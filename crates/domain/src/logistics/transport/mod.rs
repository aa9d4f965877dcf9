//! What is on the road: shipments, their papers, the reports of vehicles.

pub(crate) mod gate;
pub(crate) mod gate_rules;
pub(crate) mod happened;
pub(crate) mod shipment;

pub use gate::{
    AnimalCertificate, CertificateKind, DocumentKind, GateFacts, GateLoad, GateRule, GoodsKind, HeldDocument,
    Requirement, RouteKind, VeterinaryLevel, check_document_gate,
};
pub use gate_rules::seed_gate_rules;
pub use happened::VehicleEventHappened;
pub use shipment::{ShipmentEvent, ShipmentHappened, ShipmentState, VehicleEventType};

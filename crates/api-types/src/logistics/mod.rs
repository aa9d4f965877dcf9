//! The wire of the logistics service, one file per resource.

mod balances;
mod call_offs;
mod events;
mod receipts;
mod shipments;
mod vehicle_events;

pub use balances::{ContractLineBalanceView, ContractLineQuery, ListContractLinesQuery};
pub use call_offs::{
    CallOffLineRequest, CallOffLineView, CallOffView, CounterCallOffRequest, CounterLineRequest,
    CreateCallOffRequest, Destination, ListCallOffsQuery, WirePacks,
};
pub use events::*;
pub use receipts::{
    CaptureReceiptRequest, CountFigures, ListReceiptsQuery, ReceiptLineRequest, ReceiptLineView, ReceiptView,
    RejectionFigures, UpdateReceiptRequest, WeightFigures,
};
pub use shipments::{
    CertificateRequest, CertificateView, CreateShipmentRequest, DivertShipmentRequest, ListShipmentsQuery,
    ShipmentItemRequest, ShipmentItemView, ShipmentView, UpdateShipmentRequest, VehicleRequest, VehicleView,
};
pub use vehicle_events::{ListVehicleEventsQuery, PutVehicleEventRequest, VehicleEventView};

//! The logistics service: one method per operation id.

use api_types::logistics::{
    CallOffView, CaptureReceiptRequest, ContractLineBalanceView, ContractLineQuery, CounterCallOffRequest,
    CreateCallOffRequest, CreateShipmentRequest, DivertShipmentRequest, ListCallOffsQuery,
    ListContractLinesQuery, ListReceiptsQuery, ListShipmentsQuery, ListVehicleEventsQuery,
    PutVehicleEventRequest, ReceiptView, ShipmentView, UpdateReceiptRequest, UpdateShipmentRequest,
    VehicleEventView,
};
use api_types::{
    EventPage, ListEventsQuery, ListTransitionsQuery, ListWorkItemsQuery, TransitionRequest, TransitionView,
    WorkItemView,
};
use domain::shared::{CallOffId, ContractLineId, ReceiptId, ShipmentId, VehicleEventId};

use crate::methods::methods;
use crate::{Api, ClientError};

/// Calls the logistics service.
#[derive(Debug, Clone)]
pub struct LogisticsApi {
    /// The connection, for calls without a typed method.
    pub api: Api,
}

impl LogisticsApi {
    /// A client over a connection.
    pub fn new(api: Api) -> Self {
        Self { api }
    }

    /// A slice of the feed.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn list_logistics_events(&self, query: &ListEventsQuery) -> Result<EventPage, ClientError> {
        self.api.get_with("/v1/logistics-events", query).await.map(|answer| answer.value)
    }
}

methods! { LogisticsApi {
    /// Plans a shipment.
    create create_shipment(CreateShipmentRequest) -> ShipmentView, "/v1/shipments";
    /// The shipments the caller may see.
    list list_shipments(ListShipmentsQuery) -> ShipmentView, "/v1/shipments";
    /// One shipment.
    read get_shipment(ShipmentId) -> ShipmentView, "/v1/shipments/", "";
    /// Changes a shipment that is planned or loading.
    patch update_shipment(ShipmentId, UpdateShipmentRequest) -> ShipmentView, "/v1/shipments/";
    /// Loading begins.
    act load_shipment(ShipmentId, TransitionRequest) -> ShipmentView, "/v1/shipments/", "/loadings";
    /// Loading is done; the document gate is judged.
    act make_shipment_ready(ShipmentId, TransitionRequest) -> ShipmentView, "/v1/shipments/", "/readiness";
    /// It leaves.
    act depart_shipment(ShipmentId, TransitionRequest) -> ShipmentView, "/v1/shipments/", "/departures";
    /// It is sent to another place.
    act divert_shipment(ShipmentId, DivertShipmentRequest) -> ShipmentView, "/v1/shipments/", "/diversions";
    /// It reaches the receiver.
    act arrive_shipment(ShipmentId, TransitionRequest) -> ShipmentView, "/v1/shipments/", "/arrivals";
    /// Unloading begins.
    act unload_shipment(ShipmentId, TransitionRequest) -> ShipmentView, "/v1/shipments/", "/unloadings";
    /// It goes back to the supplier.
    act turn_back_shipment(ShipmentId, TransitionRequest) -> ShipmentView, "/v1/shipments/", "/returns";
    /// It is back at the supplier.
    act take_back_shipment(ShipmentId, TransitionRequest) -> ShipmentView, "/v1/shipments/", "/return-arrivals";
    /// It is given up as lost.
    act lose_shipment(ShipmentId, TransitionRequest) -> ShipmentView, "/v1/shipments/", "/losses";
    /// It is given up before departure.
    act cancel_shipment(ShipmentId, TransitionRequest) -> ShipmentView, "/v1/shipments/", "/cancellations";
    /// Nothing more will be recorded.
    act close_shipment(ShipmentId, TransitionRequest) -> ShipmentView, "/v1/shipments/", "/closures";
    /// The history of a shipment.
    sublist list_shipment_transitions(ShipmentId, ListTransitionsQuery) -> TransitionView, "/v1/shipments/", "/transitions";
    /// What the vehicles of a shipment reported.
    sublist list_shipment_vehicle_events(ShipmentId, ListVehicleEventsQuery) -> VehicleEventView, "/v1/shipments/", "/vehicle-events";
    /// Records a vehicle event with the phone's own id.
    put put_vehicle_event(VehicleEventId, PutVehicleEventRequest) -> VehicleEventView, "/v1/vehicle-events/";

    /// Captures a receipt.
    create create_receipt(CaptureReceiptRequest) -> ReceiptView, "/v1/receipts";
    /// Captures a receipt with the phone's own id.
    put put_receipt(ReceiptId, CaptureReceiptRequest) -> ReceiptView, "/v1/receipts/";
    /// The receipts the caller may see.
    list list_receipts(ListReceiptsQuery) -> ReceiptView, "/v1/receipts";
    /// One receipt.
    read get_receipt(ReceiptId) -> ReceiptView, "/v1/receipts/", "";
    /// Corrects a receipt before it is posted.
    patch update_receipt(ReceiptId, UpdateReceiptRequest) -> ReceiptView, "/v1/receipts/";
    /// The receiver hands it in.
    act submit_receipt(ReceiptId, TransitionRequest) -> ReceiptView, "/v1/receipts/", "/submissions";
    /// Quality is judged.
    act inspect_receipt(ReceiptId, TransitionRequest) -> ReceiptView, "/v1/receipts/", "/inspections";
    /// It is posted and draws the contract lines down.
    act post_receipt(ReceiptId, TransitionRequest) -> ReceiptView, "/v1/receipts/", "/postings";
    /// A new receipt takes it back; the answer is the old one, which names it.
    act reverse_receipt(ReceiptId, TransitionRequest) -> ReceiptView, "/v1/receipts/", "/reversals";
    /// This capture is chosen among those of the same goods.
    act resolve_receipt(ReceiptId, TransitionRequest) -> ReceiptView, "/v1/receipts/", "/resolutions";
    /// The history of a receipt.
    sublist list_receipt_transitions(ReceiptId, ListTransitionsQuery) -> TransitionView, "/v1/receipts/", "/transitions";

    /// What waits for the caller's party.
    list list_logistics_work_items(ListWorkItemsQuery) -> WorkItemView, "/v1/logistics-work-items";

    /// Writes a call-off order.
    create create_call_off(CreateCallOffRequest) -> CallOffView, "/v1/call-offs";
    /// The call-off orders in sight.
    list list_call_offs(ListCallOffsQuery) -> CallOffView, "/v1/call-offs";
    /// One call-off order.
    read get_call_off(CallOffId) -> CallOffView, "/v1/call-offs/", "";
    /// What happened to a call-off order.
    sublist list_call_off_transitions(CallOffId, ListTransitionsQuery) -> TransitionView, "/v1/call-offs/", "/transitions";
    /// Sends an order to the supplier.
    act issue_call_off(CallOffId, TransitionRequest) -> CallOffView, "/v1/call-offs/", "/issuances";
    /// The supplier accepts an order.
    act accept_call_off(CallOffId, TransitionRequest) -> CallOffView, "/v1/call-offs/", "/acceptances";
    /// The supplier proposes something else.
    act counter_call_off(CallOffId, CounterCallOffRequest) -> CallOffView, "/v1/call-offs/", "/counter-offers";
    /// The buyer takes the supplier's proposal.
    act accept_counter_offer(CallOffId, TransitionRequest) -> CallOffView, "/v1/call-offs/", "/counter-offer-acceptances";
    /// The supplier refuses an order.
    act refuse_call_off(CallOffId, TransitionRequest) -> CallOffView, "/v1/call-offs/", "/refusals";
    /// The buyer withdraws an order.
    act cancel_call_off(CallOffId, TransitionRequest) -> CallOffView, "/v1/call-offs/", "/cancellations";
    /// The buyer closes a complete order.
    act close_call_off(CallOffId, TransitionRequest) -> CallOffView, "/v1/call-offs/", "/closures";
    /// The buyer ends an order with less than ordered.
    act close_call_off_short(CallOffId, TransitionRequest) -> CallOffView, "/v1/call-offs/", "/short-closures";

    /// Contract lines with their balances.
    list list_contract_lines(ListContractLinesQuery) -> ContractLineBalanceView, "/v1/contract-lines";
    /// The balance of a contract line.
    report get_contract_line_balance(ContractLineId, ContractLineQuery) -> ContractLineBalanceView, "/v1/contract-lines/", "/balance";
}}

//! Who may call what: the role table of the logistics service.

use domain::shared::Role;
use domain::shared::Role::{Aggregator, Buyer, Carrier, FieldOfficer, Inspector, Receiver, Supplier};
use web::Who::{Anyone, Roles};
use web::operations;

/// Who plans and loads shipments.
const SENDS: &[Role] = &[Supplier, Aggregator];
/// Who moves them on the road.
const MOVES: &[Role] = &[Supplier, Aggregator, Carrier, Receiver, Buyer, FieldOfficer];
/// Who captures receipts at the buyer's gate.
const RECEIVES: &[Role] = &[Receiver, Buyer, FieldOfficer];
/// Who judges quality.
const INSPECTS: &[Role] = &[Receiver, Buyer, FieldOfficer, Inspector];
/// Who answers for what was received.
const POSTS: &[Role] = &[Receiver, Buyer];

operations! {
    create_call_off: CreateCallOff, Create, "logistics.call_offs.write", Roles(&[Buyer]), 2;
    list_call_offs: ListCallOffs, List, "logistics.call_offs.read", Anyone, 1;
    get_call_off: GetCallOff, Read, "logistics.call_offs.read", Anyone, 1;
    list_call_off_transitions: ListCallOffTransitions, List, "logistics.call_offs.read", Anyone, 1;
    issue_call_off: IssueCallOff, Transition, "logistics.call_offs.write", Roles(&[Buyer]), 3;
    accept_call_off: AcceptCallOff, Transition, "logistics.call_offs.write", Roles(&[Supplier]), 2;
    counter_call_off: CounterCallOff, Transition, "logistics.call_offs.write", Roles(&[Supplier]), 2;
    accept_counter_offer: AcceptCounterOffer, Transition, "logistics.call_offs.write", Roles(&[Buyer]), 3;
    refuse_call_off: RefuseCallOff, Transition, "logistics.call_offs.write", Roles(&[Supplier]), 2;
    cancel_call_off: CancelCallOff, Transition, "logistics.call_offs.write", Roles(&[Buyer]), 2;
    close_call_off: CloseCallOff, Transition, "logistics.call_offs.write", Roles(&[Buyer]), 2;
    close_call_off_short: CloseCallOffShort, Transition, "logistics.call_offs.write", Roles(&[Buyer]), 2;

    create_shipment: CreateShipment, Create, "logistics.shipments.write", Roles(SENDS), 3;
    list_shipments: ListShipments, List, "logistics.shipments.read", Anyone, 2;
    get_shipment: GetShipment, Read, "logistics.shipments.read", Anyone, 1;
    update_shipment: UpdateShipment, Patch, "logistics.shipments.write", Roles(SENDS), 3;
    load_shipment: LoadShipment, Transition, "logistics.shipments.write", Roles(SENDS), 2;
    make_shipment_ready: MakeShipmentReady, Transition, "logistics.shipments.write", Roles(SENDS), 3;
    depart_shipment: DepartShipment, Transition, "logistics.shipments.write", Roles(MOVES), 3;
    divert_shipment: DivertShipment, Transition, "logistics.shipments.write", Roles(MOVES), 2;
    arrive_shipment: ArriveShipment, Transition, "logistics.shipments.write", Roles(MOVES), 2;
    unload_shipment: UnloadShipment, Transition, "logistics.shipments.write", Roles(MOVES), 2;
    turn_back_shipment: TurnBackShipment, Transition, "logistics.shipments.write", Roles(MOVES), 2;
    take_back_shipment: TakeBackShipment, Transition, "logistics.shipments.write", Roles(MOVES), 2;
    lose_shipment: LoseShipment, Transition, "logistics.shipments.write", Roles(MOVES), 2;
    cancel_shipment: CancelShipment, Transition, "logistics.shipments.write", Roles(SENDS), 2;
    close_shipment: CloseShipment, Transition, "logistics.shipments.write", Roles(MOVES), 2;
    list_shipment_transitions: ListShipmentTransitions, List, "logistics.shipments.read", Anyone, 1;

    put_vehicle_event: PutVehicleEvent, Put, "logistics.vehicle_events.write", Roles(MOVES), 1;
    list_shipment_vehicle_events: ListShipmentVehicleEvents, List, "logistics.vehicle_events.read", Anyone, 1;

    create_receipt: CreateReceipt, Create, "logistics.receipts.write", Roles(RECEIVES), 3;
    put_receipt: PutReceipt, Put, "logistics.receipts.write", Roles(RECEIVES), 3;
    list_receipts: ListReceipts, List, "logistics.receipts.read", Anyone, 2;
    get_receipt: GetReceipt, Read, "logistics.receipts.read", Anyone, 1;
    update_receipt: UpdateReceipt, Patch, "logistics.receipts.write", Roles(INSPECTS), 3;
    submit_receipt: SubmitReceipt, Transition, "logistics.receipts.write", Roles(RECEIVES), 2;
    inspect_receipt: InspectReceipt, Transition, "logistics.receipts.write", Roles(INSPECTS), 2;
    post_receipt: PostReceipt, Transition, "logistics.receipts.write", Roles(POSTS), 3;
    reverse_receipt: ReverseReceipt, Transition, "logistics.receipts.write", Roles(POSTS), 3;
    resolve_receipt: ResolveReceipt, Transition, "logistics.receipts.write", Roles(POSTS), 2;
    list_receipt_transitions: ListReceiptTransitions, List, "logistics.receipts.read", Anyone, 1;

    list_contract_lines: ListContractLines, List, "logistics.balances.read", Anyone, 2;
    get_contract_line_balance: GetContractLineBalance, Read, "logistics.balances.read", Anyone, 1;

    list_logistics_work_items: ListLogisticsWorkItems, List, "logistics.work_items.read", Anyone, 2;

    list_logistics_events: ListLogisticsEvents, List, "logistics.events.read", Anyone, 1;
    stream_logistics_events: StreamLogisticsEvents, List, "logistics.events.read", Anyone, 5;
}

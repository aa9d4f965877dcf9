//! Who may call what: this feature's rows of the role table.

use domain::logistics::{ShipmentEvent, ShipmentState};
use domain::shared::Role::{self, Aggregator, Supplier};
use web::Who::{Anyone, Roles};
use web::operations;

/// Who plans and loads shipments.
const SENDS: &[Role] = &[Supplier, Aggregator];

operations! {
    create_shipment: CreateShipment, Create, "logistics.shipments.write", Roles(SENDS), 3, [NotYetKnown, OrderNotShippable, OrderExceeded, FourEyes];
    list_shipments: ListShipments, List, "logistics.shipments.read", Anyone, 2;
    get_shipment: GetShipment, Read, "logistics.shipments.read", Anyone, 1;
    update_shipment: UpdateShipment, Patch, "logistics.shipments.write", Roles(SENDS), 3, [StateConflict, NotYetKnown, OrderExceeded];
    get_delivery_note: GetDeliveryNote, Read, "logistics.shipments.read", Anyone, 2;
    list_shipment_transitions: ListShipmentTransitions, List, "logistics.shipments.read", Anyone, 1;
    transitions of ShipmentState as ShipmentEvent, "logistics.shipments.write" {
        load_shipment: LoadShipment = StartLoading, 2, [NotYetKnown, OrderNotShippable, ContractNotGuaranteed];
        make_shipment_ready: MakeShipmentReady = MakeReady, 3, [NotYetKnown, GoodsRecalled, LotRule, FacilityNotUsable, DocumentGate, OrderNotShippable, OrderExceeded, ContractNotGuaranteed];
        depart_shipment: DepartShipment = Depart, 3, [NotYetKnown, GoodsRecalled, LotRule, FacilityNotUsable, DocumentGate, OrderNotShippable, OrderExceeded, ContractNotGuaranteed];
        divert_shipment: DivertShipment = Divert, 3, [DocumentGate];
        arrive_shipment: ArriveShipment = Arrive, 2;
        unload_shipment: UnloadShipment = StartUnloading, 2;
        turn_back_shipment: TurnBackShipment = TurnBack, 2, [ReceiptInProgress];
        take_back_shipment: TakeBackShipment = ComeBack, 2;
        lose_shipment: LoseShipment = Lose, 2, [ReceiptInProgress];
        cancel_shipment: CancelShipment = Cancel, 2;
        close_shipment: CloseShipment = Close, 2;
    }
}

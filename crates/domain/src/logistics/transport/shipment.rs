//! The lifecycle of a shipment and the events its vehicles report.
//!
//! One shipment has several vehicles; many orders per shipment and many shipments per order. The papers
//! are judged when it becomes ready and again when it departs ([`crate::logistics::check_document_gate`]): with its first
//! vehicle, for all of them.

use crate::shared::{Role, Waiting, Waits};
use crate::{labels, lifecycle};

labels! {
    /// Where a shipment stands.
    pub enum ShipmentState {
        /// Vehicles and goods are being assigned.
        Planned = "planned",
        /// Goods go onto the vehicles.
        Loading = "loading",
        /// Loaded, papers in order.
        Ready = "ready",
        /// On the road.
        Departed = "departed",
        /// On the road to another place than planned.
        Diverted = "diverted",
        /// At the receiver's gate.
        Arrived = "arrived",
        /// Goods come off the vehicles and are counted.
        Unloading = "unloading",
        /// Every item has a receipt.
        Received = "received",
        /// Ended.
        Closed = "closed",
        /// On the road back to the supplier.
        Returning = "returning",
        /// Back at the supplier.
        Returned = "returned",
        /// Will not arrive anywhere.
        Lost = "lost",
        /// Given up before departure.
        Cancelled = "cancelled",
    }
}

labels! {
    /// What can happen to a shipment.
    pub enum ShipmentEvent {
        /// Loading begins, or begins again because the load of a ready shipment changes.
        StartLoading = "start_loading",
        /// Loading is done; the document gate is judged.
        MakeReady = "make_ready",
        /// It leaves, or its first vehicle does; the document gate is judged for this day.
        Depart = "depart",
        /// It is sent to another destination.
        Divert = "divert",
        /// It reaches the receiver.
        Arrive = "arrive",
        /// Unloading begins.
        StartUnloading = "start_unloading",
        /// The last item is received.
        Receive = "receive",
        /// Nothing more will be recorded.
        Close = "close",
        /// It goes back to the supplier.
        TurnBack = "turn_back",
        /// It is back at the supplier.
        ComeBack = "come_back",
        /// It is given up as lost.
        Lose = "lose",
        /// It is given up before departure.
        Cancel = "cancel",
    }
}

labels! {
    /// What a vehicle reports from the road.
    pub enum VehicleEventType {
        /// Loading began.
        LoadingStarted = "loading_started",
        /// Loading is done.
        LoadingFinished = "loading_finished",
        /// Left the place of loading.
        Departed = "departed",
        /// Passed a known place, such as a port or a quarantine post.
        Checkpoint = "checkpoint",
        /// Rest, feed and water for animals.
        RestStop = "rest_stop",
        /// Waits in traffic or for a ferry.
        Delayed = "delayed",
        /// Cannot go on by itself.
        Breakdown = "breakdown",
        /// An animal died or was slaughtered in an emergency on the road.
        AnimalLoss = "animal_loss",
        /// Sent to another place.
        Diverted = "diverted",
        /// Reached the receiver.
        Arrived = "arrived",
        /// Unloading began.
        UnloadingStarted = "unloading_started",
        /// Unloading is done.
        UnloadingFinished = "unloading_finished",
        /// Back at the supplier.
        Returned = "returned",
    }
}

impl ShipmentState {
    /// Whether its goods have left and are neither received as a whole, back, nor lost.
    pub const fn on_the_road(self) -> bool {
        matches!(self, Self::Departed | Self::Diverted | Self::Arrived | Self::Unloading | Self::Returning)
    }

    /// Whether its goods are still with the supplier and meant to leave.
    pub const fn is_before_departure(self) -> bool {
        matches!(self, Self::Planned | Self::Loading | Self::Ready)
    }

    /// Whether its goods have left, whatever became of them since.
    pub const fn has_left(self) -> bool {
        !matches!(self, Self::Planned | Self::Loading | Self::Ready | Self::Cancelled)
    }

    /// Whether its goods came off the road by coming into this state.
    pub const fn ends_the_road(self) -> bool {
        matches!(self, Self::Received | Self::Returned | Self::Lost)
    }

    /// Whether papers of its journey may still be shown: it has not come to an end.
    pub const fn takes_papers(self) -> bool {
        !matches!(self, Self::Received | Self::Closed | Self::Returned | Self::Lost | Self::Cancelled)
    }
}

use Role::{Aggregator, Buyer, Carrier, FieldOfficer, Receiver, Supplier};

/// Who loads: the supplier's side.
const SENDERS: &[Role] = &[Supplier, Aggregator];
/// Who drives it, or sends it.
const DRIVERS: &[Role] = &[Supplier, Aggregator, Carrier, FieldOfficer];
/// Everybody on its way.
const MOVERS: &[Role] = &[Supplier, Aggregator, Carrier, Receiver, Buyer, FieldOfficer];
/// Who takes goods off: the buyer's side, and who drives.
const UNLOADERS: &[Role] = &[Carrier, Receiver, Buyer, FieldOfficer];
/// Its two ends.
const ENDS: &[Role] = &[Supplier, Aggregator, Receiver, Buyer, FieldOfficer];

lifecycle! {
    /// What has happened to a shipment.
    pub enum ShipmentHappened: ShipmentState, ShipmentEvent {
        StartLoading (LoadingStarted = "loading_started", Optional, SENDERS): Planned | Ready => Loading;
        MakeReady (MadeReady = "made_ready", Optional, SENDERS): Loading => Ready;
        Depart (Departed = "departed", Optional, DRIVERS): Ready => Departed;
        Divert (Diverted = "diverted", Required, MOVERS): Departed | Arrived => Diverted;
        Arrive (Arrived = "arrived", Optional, MOVERS): Departed | Diverted => Arrived;
        StartUnloading (UnloadingStarted = "unloading_started", Optional, UNLOADERS): Arrived => Unloading;
        Receive (Received = "received", Optional, UNLOADERS): Unloading => Received;
        Close (Closed = "closed", Optional, ENDS): Received => Closed;
        TurnBack (TurnedBack = "turned_back", Required, MOVERS): Departed | Diverted | Arrived => Returning;
        ComeBack (CameBack = "came_back", Optional, DRIVERS): Returning => Returned;
        Lose (Lost = "lost", Required, DRIVERS): Departed | Diverted | Returning => Lost;
        Cancel (Cancelled = "cancelled", Required, SENDERS): Planned | Loading | Ready => Cancelled;
    }
    also {
        /// The supplier planned it.
        Planned = "planned",
        /// Its vehicles, goods or papers changed.
        Changed = "changed",
    }
    changed in Planned | Loading;
}

/// Who captures what comes off a vehicle.
const RECEIVERS: &[Role] = &[Receiver, Buyer, FieldOfficer];

impl Waits for ShipmentState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Planned, action: "load_shipment", roles: ShipmentEvent::StartLoading.roles() },
        Waiting {
            state: Self::Loading,
            action: "make_shipment_ready",
            roles: ShipmentEvent::MakeReady.roles(),
        },
        Waiting { state: Self::Ready, action: "depart_shipment", roles: ShipmentEvent::Depart.roles() },
        Waiting {
            state: Self::Returning,
            action: "take_back_shipment",
            roles: ShipmentEvent::ComeBack.roles(),
        },
        Waiting { state: Self::Arrived, action: "create_receipt", roles: RECEIVERS },
        Waiting { state: Self::Unloading, action: "create_receipt", roles: RECEIVERS },
        Waiting { state: Self::Received, action: "close_shipment", roles: ShipmentEvent::Close.roles() },
    ];
    const RESTING: &'static [Self] = &[Self::Departed, Self::Diverted];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    const TABLE: &str = "\
| state | start_loading | make_ready | depart | divert | arrive | start_unloading | receive | close | turn_back | come_back | lose | cancel |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
| planned | loading | - | - | - | - | - | - | - | - | - | - | cancelled |
| loading | - | ready | - | - | - | - | - | - | - | - | - | cancelled |
| ready | loading | - | departed | - | - | - | - | - | - | - | - | cancelled |
| departed | - | - | - | diverted | arrived | - | - | - | returning | - | lost | - |
| diverted | - | - | - | - | arrived | - | - | - | returning | - | lost | - |
| arrived | - | - | - | diverted | - | unloading | - | - | returning | - | - | - |
| unloading | - | - | - | - | - | - | received | - | - | - | - | - |
| received | - | - | - | - | - | - | - | closed | - | - | - | - |
| closed | - | - | - | - | - | - | - | - | - | - | - | - |
| returning | - | - | - | - | - | - | - | - | - | returned | lost | - |
| returned | - | - | - | - | - | - | - | - | - | - | - | - |
| lost | - | - | - | - | - | - | - | - | - | - | - | - |
| cancelled | - | - | - | - | - | - | - | - | - | - | - | - |
";

    #[test]
    fn the_whole_table_is_this() {
        assert_eq!(transition_table::<ShipmentState>(), TABLE);
    }

    #[test]
    fn goods_are_on_the_road_between_departure_and_an_end() {
        let road: Vec<_> = ShipmentState::ALL.iter().filter(|s| s.on_the_road()).map(|s| s.label()).collect();
        assert_eq!(road, ["departed", "diverted", "arrived", "unloading", "returning"]);
        let stays: Vec<_> = ShipmentState::ALL.iter().filter(|s| !s.has_left()).map(|s| s.label()).collect();
        assert_eq!(stays, ["planned", "loading", "ready", "cancelled"]);
        let load: Vec<_> = ShipmentState::ALL.iter().filter(|s| s.may_change()).map(|s| s.label()).collect();
        assert_eq!(load, ["planned", "loading"]);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<ShipmentState>();
    }
}

//! The lifecycle of a call-off order (surat pesanan) and which of its states hold a part of the contract.
//!
//! An order is cancelled as a whole, and only before its first goods leave. From then on it ends by
//! `close_short`, which returns what was not accepted to the contract line and keeps what was; it is
//! refused while goods of the order are on the road, because they would arrive on an ended order. A receipt that is taken
//! back opens an ended order again: its goods wait for another receipt.

use crate::shared::{
    Begun, Bilingual, CallOffLineId, Refusal, RefusalCode, Role, Unit, Unmet, Waiting, Waits,
};
use crate::words::{self, amount};
use crate::{labels, lifecycle};

labels! {
    /// Where a call-off order stands.
    pub enum CallOffState {
        /// Being written by the buyer; holds nothing.
        Draft = "draft",
        /// Sent to the supplier; its amounts are taken from what is callable.
        Issued = "issued",
        /// The supplier answered with another amount or date; the buyer decides.
        Countered = "countered",
        /// The supplier delivers.
        Accepted = "accepted",
        /// The supplier does not deliver.
        Refused = "refused",
        /// First goods left.
        InFulfilment = "in_fulfilment",
        /// Everything ordered was accepted.
        Received = "received",
        /// Ended complete.
        Closed = "closed",
        /// Ended with less than ordered.
        ClosedShort = "closed_short",
        /// Withdrawn before any goods left.
        Cancelled = "cancelled",
    }
}

labels! {
    /// What can happen to a call-off order.
    pub enum CallOffEvent {
        /// The buyer sends it; the balance is checked.
        Issue = "issue",
        /// The supplier accepts it.
        Accept = "accept",
        /// The supplier proposes something else.
        Counter = "counter",
        /// The buyer takes the supplier's proposal; the balance is checked again.
        AcceptCounter = "accept_counter",
        /// The supplier refuses it.
        Refuse = "refuse",
        /// The first goods leave.
        StartFulfilment = "start_fulfilment",
        /// The last of what was ordered is accepted.
        Receive = "receive",
        /// A receipt is reversed and something is missing again; an order that was closed is open for it.
        Reopen = "reopen",
        /// The buyer closes the complete order.
        Close = "close",
        /// The buyer ends it with less than ordered.
        CloseShort = "close_short",
        /// The buyer withdraws it before any goods left.
        Cancel = "cancel",
        /// One of the two sides proposes other amounts or days of an accepted order; it goes on as it is meanwhile.
        ProposeChange = "propose_change",
        /// The other side takes what was proposed.
        AcceptChange = "accept_change",
        /// The other side does not take it.
        RefuseChange = "refuse_change",
        /// Who proposed it takes it back.
        WithdrawChange = "withdraw_change",
    }
}

labels! {
    /// Where a change of an accepted order stands.
    pub enum CallOffChangeState {
        /// It waits for the other side.
        Proposed = "proposed",
        /// It is in force.
        Accepted = "accepted",
        /// The other side did not take it.
        Refused = "refused",
        /// Who proposed it took it back.
        Withdrawn = "withdrawn",
        /// All of its order came, or the order ended, before it was answered.
        Lapsed = "lapsed",
    }
}

impl CallOffChangeState {
    /// Where it stands while its order stands there: what nobody answered goes with its order.
    pub const fn of(self, order: CallOffState) -> Self {
        if matches!(self, Self::Proposed) && !order.may_ship() { Self::Lapsed } else { self }
    }
}

impl CallOffState {
    /// Whether what was ordered and not yet accepted counts as open (O of DOMAIN section 5): from issue
    /// until the order ends. A countered order keeps its place until the buyer decides; a received one
    /// would be open again for what a reversed receipt takes out.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Issued | Self::Countered | Self::Accepted | Self::InFulfilment | Self::Received => true,
            Self::Draft | Self::Refused | Self::Closed | Self::ClosedShort | Self::Cancelled => false,
        }
    }

    /// Whether the amounts first written are in force still: until the supplier, or the buyer on the
    /// supplier's counter-offer, has answered.
    pub const fn is_before_answer(self) -> bool {
        matches!(self, Self::Draft | Self::Issued | Self::Countered)
    }

    /// Whether its lines keep the holds they name: once it is refused or cancelled, another order may name them. One that has
    /// ended otherwise has had its goods, and is opened again where a receipt is taken back.
    pub const fn keeps_holds(self) -> bool {
        !matches!(self, Self::Refused | Self::Cancelled)
    }

    /// Whether goods may be loaded for the order.
    pub const fn may_ship(self) -> bool {
        matches!(self, Self::Accepted | Self::InFulfilment)
    }
}

const BUYER: &[Role] = &[Role::Buyer];
const SUPPLIER: &[Role] = &[Role::Supplier, Role::Aggregator];
const EITHER: &[Role] = &[Role::Buyer, Role::Supplier, Role::Aggregator];
const SHIPPING: &[CallOffState] = &[CallOffState::Accepted, CallOffState::InFulfilment];

lifecycle! {
    /// What has happened to a call-off order.
    pub enum CallOffHappened: CallOffState, CallOffEvent {
        Issue (Issued = "issued", Optional, BUYER): Draft => Issued;
        Accept (Accepted = "accepted", Optional, SUPPLIER): Issued => Accepted;
        Counter (Countered = "countered", Optional, SUPPLIER): Issued => Countered;
        AcceptCounter (CounterAccepted = "counter_accepted", Optional, BUYER): Countered => Accepted;
        Refuse (Refused = "refused", Required, SUPPLIER): Issued | Countered => Refused;
        StartFulfilment (FulfilmentStarted = "fulfilment_started", Optional, &[]): Accepted => InFulfilment;
        Receive (Received = "received", Optional, &[]): InFulfilment => Received;
        Reopen (Reopened = "reopened", Optional, &[]): Received | Closed | ClosedShort => InFulfilment;
        Close (Closed = "closed", Optional, BUYER): Received => Closed;
        CloseShort (ClosedShort = "closed_short", Optional, BUYER): InFulfilment => ClosedShort;
        Cancel (Cancelled = "cancelled", Optional, BUYER): Draft | Issued | Countered | Accepted => Cancelled;
        ProposeChange (ChangeProposed = "change_proposed", Optional, EITHER):
            Accepted => Accepted, InFulfilment => InFulfilment;
        AcceptChange (ChangeAccepted = "change_accepted", Optional, EITHER):
            Accepted => Accepted, InFulfilment => InFulfilment;
        RefuseChange (ChangeRefused = "change_refused", ToMend, EITHER):
            Accepted => Accepted, InFulfilment => InFulfilment;
        WithdrawChange (ChangeWithdrawn = "change_withdrawn", Optional, EITHER):
            Accepted => Accepted, InFulfilment => InFulfilment;
    }
    also {
        /// The buyer wrote it.
        Drafted = "drafted",
        /// The buyer changed what a draft says.
        Changed = "changed",
    }
    changed in Draft;
}

impl Waits for CallOffState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Draft, action: "issue_call_off", roles: CallOffEvent::Issue.roles() },
        Waiting { state: Self::Issued, action: "accept_call_off", roles: CallOffEvent::Accept.roles() },
        Waiting {
            state: Self::Countered,
            action: "accept_counter_offer",
            roles: CallOffEvent::AcceptCounter.roles(),
        },
        Waiting { state: Self::Received, action: "close_call_off", roles: CallOffEvent::Close.roles() },
    ];
    const RESTING: &'static [Self] = SHIPPING;
    const BEGUN: &'static [Begun<Self>] =
        &[Begun { states: SHIPPING, action: "accept_call_off_change", roles: EITHER }];
}

/// Whether goods may be loaded, or leave, for orders: each by its number and state.
///
/// # Errors
/// `order-not-shippable` naming each order that is not accepted, or has ended.
pub fn check_may_ship(orders: &[(String, CallOffState)]) -> Result<(), Refusal> {
    let barred = orders.iter().filter(|(_, state)| !state.may_ship()).map(|(number, state)| {
        let required = words::one_of([CallOffState::Accepted, CallOffState::InFulfilment]);
        Unmet::new("order_may_ship", number, *state, required, shipping_advice(*state))
    });
    Refusal::unless_empty(RefusalCode::OrderNotShippable, barred.collect())
}

/// What an order in this state needs before its goods may be loaded.
fn shipping_advice(state: CallOffState) -> Bilingual {
    use CallOffState as S;
    let (id, en) = match state {
        S::Draft => (
            "Surat pesanan ini belum dikirim. Tunggu pembeli mengirimnya.",
            "This order has not been issued. Wait until the buyer issues it.",
        ),
        S::Issued => ("Terima dahulu surat pesanan ini.", "Accept this order first."),
        S::Countered => (
            "Tunggu pembeli menjawab tawaran balik atas surat pesanan ini.",
            "Wait until the buyer answers the counter-offer to this order.",
        ),
        S::Accepted | S::InFulfilment => ("Surat pesanan ini dapat dikirim.", "This order can be shipped."),
        S::Received => (
            "Semua barang pesanan ini sudah diterima; tidak ada lagi yang perlu dikirim.",
            "All goods of this order have been received; nothing is left to ship.",
        ),
        S::Refused | S::Closed | S::ClosedShort | S::Cancelled => (
            "Surat pesanan ini sudah berakhir. Minta pembeli menerbitkan yang baru.",
            "This order has ended. Ask the buyer to issue a new one.",
        ),
    };
    Bilingual::new(id, en)
}

/// Whether an order may be closed, short or complete: none of its goods are on the road. `in_transit` gives per order
/// line what was shipped and not yet received, in base units, and the unit to show it in.
///
/// # Errors
/// `goods-in-transit` naming each order line that still has goods on the road.
pub fn check_close_short(in_transit: &[(CallOffLineId, i128, Unit)]) -> Result<(), Refusal> {
    let unmet = in_transit
        .iter()
        .filter(|(_, base, _)| *base > 0)
        .map(|(line, base, unit)| {
            Unmet::new(
                "nothing_in_transit",
                line,
                amount(*base, *unit),
                amount(0, *unit),
                Bilingual::new(
                    "Terima dulu barang yang sedang di jalan, atau catat pengirimannya kembali atau hilang.",
                    "First receive the goods on the road, or record their shipment as returned or lost.",
                ),
            )
        })
        .collect();
    Refusal::unless_empty(RefusalCode::GoodsInTransit, unmet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{Id as _, transition_table};
    use uuid::Uuid;

    const TABLE: &str = "\
| state | issue | accept | counter | accept_counter | refuse | start_fulfilment | receive | reopen | close | close_short | cancel | propose_change | accept_change | refuse_change | withdraw_change |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
| draft | issued | - | - | - | - | - | - | - | - | - | cancelled | - | - | - | - |
| issued | - | accepted | countered | - | refused | - | - | - | - | - | cancelled | - | - | - | - |
| countered | - | - | - | accepted | refused | - | - | - | - | - | cancelled | - | - | - | - |
| accepted | - | - | - | - | - | in_fulfilment | - | - | - | - | cancelled | accepted | accepted | accepted | accepted |
| refused | - | - | - | - | - | - | - | - | - | - | - | - | - | - | - |
| in_fulfilment | - | - | - | - | - | - | received | - | - | closed_short | - | in_fulfilment | in_fulfilment | in_fulfilment | in_fulfilment |
| received | - | - | - | - | - | - | - | in_fulfilment | closed | - | - | - | - | - | - |
| closed | - | - | - | - | - | - | - | in_fulfilment | - | - | - | - | - | - | - |
| closed_short | - | - | - | - | - | - | - | in_fulfilment | - | - | - | - | - | - | - |
| cancelled | - | - | - | - | - | - | - | - | - | - | - | - | - | - | - |
";

    #[test]
    fn the_whole_table_is_this() {
        assert_eq!(transition_table::<CallOffState>(), TABLE);
    }

    #[test]
    fn open_states_are_those_between_issue_and_end() {
        let open: Vec<_> = CallOffState::ALL.iter().filter(|s| s.is_open()).map(|s| s.label()).collect();
        assert_eq!(open, ["issued", "countered", "accepted", "in_fulfilment", "received"]);
        let ships: Vec<_> = CallOffState::ALL.iter().filter(|s| s.may_ship()).map(|s| s.label()).collect();
        assert_eq!(ships, ["accepted", "in_fulfilment"]);
        let unanswered: Vec<_> =
            CallOffState::ALL.iter().filter(|s| s.is_before_answer()).map(|s| s.label()).collect();
        assert_eq!(unanswered, ["draft", "issued", "countered"]);
        let gives_back: Vec<_> =
            CallOffState::ALL.iter().filter(|s| !s.keeps_holds()).map(|s| s.label()).collect();
        assert_eq!(gives_back, ["refused", "cancelled"]);
    }

    #[test]
    fn an_order_with_goods_on_the_road_is_not_closed_short() {
        let line = |number| CallOffLineId::from_uuid(Uuid::from_u128(number));
        assert_eq!(check_close_short(&[(line(1), 0, Unit::Kgm)]), Ok(()));
        let refusal = check_close_short(&[(line(1), 0, Unit::Kgm), (line(2), 1_500, Unit::Kgm)])
            .expect_err("goods on the road");
        assert_eq!(refusal.code, RefusalCode::GoodsInTransit);
        assert_eq!(refusal.unmet.len(), 1);
        assert_eq!(refusal.unmet[0].found.id, "1,5 kg");
    }

    #[test]
    fn goods_go_only_on_accepted_orders_that_have_not_ended() {
        let order = |state: CallOffState| ("SP/1".to_owned(), state);
        for state in CallOffState::ALL {
            let may = matches!(state, CallOffState::Accepted | CallOffState::InFulfilment);
            assert_eq!(check_may_ship(&[order(*state)]).is_ok(), may, "{state}");
        }
        let refusal = check_may_ship(&[order(CallOffState::Issued), order(CallOffState::Accepted)]);
        assert_eq!(refusal.expect_err("one is not accepted").unmet.len(), 1);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<CallOffState>();
    }
}

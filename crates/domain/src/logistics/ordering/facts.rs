//! The recomputation: what the figures of a contract line are a function of.
//!
//! Owns the one definition of accepted, open and in transit. A service that keeps running figures proves
//! them equal to these; refuses to know about commitments, which are terms, not facts.

use std::collections::BTreeMap;

use crate::logistics::{CallOffState, LineFacts, OrderDraw, ReceiptState, ShipmentState};
use crate::shared::{CallOffLineId, Ratio};

/// A line of a call-off order on the contract line in question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallOffLineFact {
    /// Which order line.
    pub id: CallOffLineId,
    /// Ordered, in base units of the form ordered.
    pub ordered: i64,
    /// The state of its order.
    pub state: CallOffState,
    /// What the form ordered counts as in that of the contract line.
    pub counts: Ratio,
}

/// What one receipt line accepted against an order line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcceptedFact {
    /// The order line the goods were delivered on.
    pub call_off_line: CallOffLineId,
    /// Accepted, in base units of the form ordered.
    pub accepted: i64,
    /// The state of its receipt; only one that is posted and not taken back counts.
    pub state: ReceiptState,
}

/// Goods loaded for an order line on one vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShippedFact {
    /// The order line the goods were loaded for.
    pub call_off_line: CallOffLineId,
    /// Loaded, in base units of the form ordered.
    pub loaded: i64,
    /// The state of its shipment.
    pub shipment: ShipmentState,
    /// Whether a posted, unreversed receipt names these goods.
    pub received: bool,
}

/// Recomputes the figures of one contract line from everything that happened on it. Each line of an order is counted in the
/// form of the contract line, see [`OrderDraw`].
///
/// Open is the sum over lines of open orders of `max(ordered - accepted on it, 0)`: what one line got
/// too much never hides what another still waits for. In transit is the part of that which is on the road: what travels
/// beyond its order, within the order's tolerance, is nobody's open order.
pub fn facts_from(
    call_off_lines: &[CallOffLineFact],
    receipts: &[AcceptedFact],
    shipped: &[ShippedFact],
) -> LineFacts {
    let accepted_on = accepted_on(receipts);
    let mut on_the_road: BTreeMap<CallOffLineId, i128> = BTreeMap::new();
    for goods in shipped.iter().filter(|goods| goods.shipment.on_the_road() && !goods.received) {
        *on_the_road.entry(goods.call_off_line).or_default() += i128::from(goods.loaded);
    }
    let of = |sums: &BTreeMap<CallOffLineId, i128>, line| sums.get(&line).copied().unwrap_or_default();
    let mut facts = LineFacts::default();
    for line in call_off_lines {
        let accepted = of(&accepted_on, line.id);
        let draw = OrderDraw { ordered: line.ordered.into(), accepted, counts: line.counts };
        facts.accepted += draw.accepted();
        if line.state.is_open() {
            facts.open += draw.open();
            facts.in_transit += draw.in_transit(of(&on_the_road, line.id));
        }
    }
    facts
}

/// What each line of an open order still waits for, in base units of the form ordered.
pub fn open_on(
    call_off_lines: &[CallOffLineFact],
    receipts: &[AcceptedFact],
) -> BTreeMap<CallOffLineId, i128> {
    let accepted_on = accepted_on(receipts);
    let waits_for = |line: &CallOffLineFact| {
        let accepted = accepted_on.get(&line.id).copied().unwrap_or_default();
        (line.id, (i128::from(line.ordered) - accepted).max(0))
    };
    call_off_lines.iter().filter(|line| line.state.is_open()).map(waits_for).collect()
}

fn accepted_on(receipts: &[AcceptedFact]) -> BTreeMap<CallOffLineId, i128> {
    let mut accepted_on: BTreeMap<CallOffLineId, i128> = BTreeMap::new();
    for receipt in receipts.iter().filter(|receipt| receipt.state.counts()) {
        *accepted_on.entry(receipt.call_off_line).or_default() += i128::from(receipt.accepted);
    }
    accepted_on
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Id as _;
    use uuid::Uuid;

    fn id(number: u128) -> CallOffLineId {
        CallOffLineId::from_uuid(Uuid::from_u128(number))
    }

    fn in_fulfilment(id: CallOffLineId, ordered: i64) -> CallOffLineFact {
        CallOffLineFact { id, ordered, state: CallOffState::InFulfilment, counts: Ratio::SAME }
    }

    #[test]
    fn too_much_on_one_order_line_does_not_hide_what_another_waits_for() {
        let line = |number, ordered| in_fulfilment(id(number), ordered);
        let receipt = AcceptedFact { call_off_line: id(1), accepted: 12, state: ReceiptState::Posted };
        let facts = facts_from(&[line(1, 10), line(2, 7)], &[receipt], &[]);
        assert_eq!((facts.accepted, facts.open), (12, 7));
    }

    #[test]
    fn only_posted_receipts_count() {
        let order = in_fulfilment(id(1), 10);
        for state in ReceiptState::ALL {
            let receipt = AcceptedFact { call_off_line: id(1), accepted: 4, state: *state };
            let facts = facts_from(&[order], &[receipt], &[]);
            let posted =
                matches!(state, ReceiptState::Posted | ReceiptState::Confirmed | ReceiptState::Objected);
            let expected = if posted { (4, 6) } else { (0, 10) };
            assert_eq!((facts.accepted, facts.open), expected, "{state}");
        }
    }

    #[test]
    fn what_travels_beyond_its_order_is_no_part_of_what_is_open() {
        let line = |number, ordered| in_fulfilment(id(number), ordered);
        let goods = |number, loaded| ShippedFact {
            call_off_line: id(number),
            loaded,
            shipment: ShipmentState::Departed,
            received: false,
        };
        let facts = facts_from(&[line(1, 10), line(2, 7)], &[], &[goods(1, 11), goods(2, 3)]);
        assert_eq!((facts.open, facts.in_transit), (17, 13));
    }

    #[test]
    fn goods_are_in_transit_from_departure_until_their_own_receipt() {
        let order = in_fulfilment(id(1), 10);
        let goods = |shipment, received| ShippedFact { call_off_line: id(1), loaded: 5, shipment, received };
        let transit = |goods| facts_from(&[order], &[], &[goods]).in_transit;
        assert_eq!(transit(goods(ShipmentState::Ready, false)), 0);
        assert_eq!(transit(goods(ShipmentState::Departed, false)), 5);
        assert_eq!(transit(goods(ShipmentState::Unloading, true)), 0);
        assert_eq!(transit(goods(ShipmentState::Lost, false)), 0);
    }

    #[test]
    fn forms_count_as_that_of_the_contract_line_and_never_as_themselves() {
        let two_of_paddy_are_one = Ratio::new(900, 450).expect("a ratio");
        let paddy = CallOffLineFact { counts: two_of_paddy_are_one, ..in_fulfilment(id(1), 900) };
        let rice = in_fulfilment(id(2), 100);
        let received =
            |line, accepted| AcceptedFact { call_off_line: id(line), accepted, state: ReceiptState::Posted };
        let goods = ShippedFact {
            call_off_line: id(1),
            loaded: 301,
            shipment: ShipmentState::Departed,
            received: false,
        };
        let facts =
            facts_from(&[paddy, rice], &[received(1, 299), received(1, 100), received(2, 10)], &[goods]);
        // 399 of paddy are 199 of rice; 700 would be 350, so that 151 are on their way.
        assert_eq!((facts.accepted, facts.open, facts.in_transit), (199 + 10, 251 + 90, 151));
    }
}

//! Random stories of commands against a running ledger, proved equal to the recomputation at each step.
//!
//! The ledger keeps A and O as a clerk would, by adding and subtracting; [`facts_from`] computes them
//! from the facts. Both must agree, nobody oversells, and no receipt passes the limit.

use std::collections::BTreeMap;

use super::*;
use crate::shared::{CallOffLineId, ContractLineId, Id as _, Lifecycle, Quantity, Unit};
use proptest::prelude::*;
use uuid::Uuid;

/// Something a business might do next; the index picks an order or a receipt, modulo how many there are.
#[derive(Debug, Clone)]
enum Command {
    CallOff(Vec<i64>),
    Advance(usize, CallOffEvent),
    Receive(usize, i64),
    Reverse(usize),
}

/// One order with its lines' positions in the ledger's list of lines.
struct Order {
    state: CallOffState,
    lines: Vec<usize>,
}

struct Ledger {
    terms: LineTerms,
    orders: Vec<Order>,
    /// (order, ordered, accepted on it)
    lines: Vec<(usize, i64, i64)>,
    receipts: Vec<(usize, i64, ReceiptState)>,
    accepted: i128,
    open: i128,
}

fn contract_line() -> ContractLineId {
    ContractLineId::from_uuid(Uuid::from_u128(1))
}

fn line_id(position: usize) -> CallOffLineId {
    CallOffLineId::from_uuid(Uuid::from_u128(position as u128 + 1))
}

fn asked(base: i64) -> OrderedLine {
    OrderedLine { contract_line: contract_line(), quantity: Quantity::from_stored(base, Unit::Grm) }
}

impl Ledger {
    fn new(terms: LineTerms) -> Self {
        Self { terms, orders: vec![], lines: vec![], receipts: vec![], accepted: 0, open: 0 }
    }

    fn balance(&self) -> Balance {
        let facts = LineFacts { accepted: self.accepted, open: self.open, in_transit: 0 };
        Balance::of(&self.terms, &facts)
    }

    fn balances(&self) -> BTreeMap<ContractLineId, Balance> {
        BTreeMap::from([(contract_line(), self.balance())])
    }

    fn open_of(&self, position: usize) -> i128 {
        let (_, ordered, accepted) = self.lines[position];
        i128::from((ordered - accepted).max(0))
    }

    fn beyond_orders(&self) -> i128 {
        self.lines.iter().map(|(_, ordered, accepted)| i128::from((accepted - ordered).max(0))).sum()
    }

    fn run(&mut self, command: &Command) {
        match command {
            Command::CallOff(amounts) => self.call_off(amounts),
            Command::Advance(pick, event) if !self.orders.is_empty() => {
                self.advance(pick % self.orders.len(), *event);
            }
            Command::Receive(pick, amount) if !self.lines.is_empty() => {
                self.receive(pick % self.lines.len(), *amount);
            }
            Command::Reverse(pick) if !self.receipts.is_empty() => self.reverse(pick % self.receipts.len()),
            _ => {}
        }
    }

    fn call_off(&mut self, amounts: &[i64]) {
        let wanted: Vec<_> = amounts.iter().copied().map(asked).collect();
        if check_call_off(&self.balances(), &wanted).is_err() {
            return;
        }
        let state = CallOffState::Draft.apply(CallOffEvent::Issue).expect("a draft is issued");
        let first = self.lines.len();
        let order = self.orders.len();
        self.lines.extend(amounts.iter().map(|amount| (order, *amount, 0)));
        self.orders.push(Order { state, lines: (first..self.lines.len()).collect() });
        self.open += amounts.iter().copied().map(i128::from).sum::<i128>();
        assert!(self.balance().callable.is_none_or(|left| left >= 0), "an issue oversold");
    }

    fn advance(&mut self, order: usize, event: CallOffEvent) {
        let Ok(next) = self.orders[order].state.apply(event) else { return };
        let held: i128 = self.orders[order].lines.iter().map(|line| self.open_of(*line)).sum();
        if event == CallOffEvent::Receive && held > 0 {
            return;
        }
        if self.orders[order].state.is_open() && !next.is_open() {
            self.open -= held;
        }
        self.orders[order].state = next;
    }

    fn receive(&mut self, position: usize, offered: i64) {
        let order = self.lines[position].0;
        if self.orders[order].state != CallOffState::InFulfilment {
            return;
        }
        let split = split_receivable(&self.balance(), &[offered])[0];
        assert_eq!(split.accepted + split.held_excess, offered);
        assert_eq!(check_receipt(&self.balances(), &[asked(split.accepted)]), Ok(()));
        let one_more = asked(split.accepted + 1);
        assert_eq!(
            check_receipt(&self.balances(), &[one_more]).is_err(),
            split.held_excess > 0 || self.is_full(split)
        );
        let before = self.open_of(position);
        self.lines[position].2 += split.accepted;
        self.open -= before - self.open_of(position);
        self.accepted += i128::from(split.accepted);
        self.receipts.push((position, split.accepted, ReceiptState::Posted));
    }

    fn is_full(&self, split: Split) -> bool {
        self.balance().receivable == Some(i128::from(split.accepted))
    }

    fn reverse(&mut self, receipt: usize) {
        let (position, amount, state) = self.receipts[receipt];
        let Ok(next) = state.apply(ReceiptEvent::Reverse) else { return };
        let before = self.open_of(position);
        self.lines[position].2 -= amount;
        if self.orders[self.lines[position].0].state.is_open() {
            self.open += self.open_of(position) - before;
        }
        self.accepted -= i128::from(amount);
        self.receipts[receipt].2 = next;
    }

    fn recomputed(&self) -> LineFacts {
        let lines: Vec<_> = (0..self.lines.len())
            .map(|position| {
                let (order, ordered, _) = self.lines[position];
                CallOffLineFact { id: line_id(position), ordered, state: self.orders[order].state }
            })
            .collect();
        let receipts: Vec<_> = self
            .receipts
            .iter()
            .map(|(line, accepted, state)| AcceptedFact {
                call_off_line: line_id(*line),
                accepted: *accepted,
                state: *state,
            })
            .collect();
        facts_from(&lines, &receipts, &[])
    }
}

fn commands() -> impl Strategy<Value = Vec<Command>> {
    let event = prop::sample::select(CallOffEvent::ALL);
    let forward = prop::sample::select(&[CallOffEvent::Accept, CallOffEvent::StartFulfilment][..]);
    let command = prop_oneof![
        3 => prop::collection::vec(1..60_i64, 1..4).prop_map(Command::CallOff),
        4 => (any::<usize>(), forward).prop_map(|(order, event)| Command::Advance(order, event)),
        3 => (any::<usize>(), event).prop_map(|(order, event)| Command::Advance(order, event)),
        5 => (any::<usize>(), 0..80_i64).prop_map(|(line, amount)| Command::Receive(line, amount)),
        2 => any::<usize>().prop_map(Command::Reverse),
    ];
    prop::collection::vec(command, 1..60)
}

proptest! {
    #[test]
    fn any_story_keeps_the_ledger_equal_to_the_recomputation_and_never_oversells(
        committed in prop::option::weighted(0.9, 0..300_i64),
        over_tolerance_bp in prop::sample::select(&[0_u32, 500, 1_000][..]),
        commands in commands(),
    ) {
        let mut ledger = Ledger::new(LineTerms { committed, over_tolerance_bp, unit: Unit::Kgm });
        for command in &commands {
            ledger.run(command);
            let facts = ledger.recomputed();
            prop_assert_eq!((facts.accepted, facts.open), (ledger.accepted, ledger.open), "after {:?}", command);
            let balance = Balance::of(&ledger.terms, &facts);
            prop_assert_eq!(balance, ledger.balance());
            prop_assert!(balance.limit.is_none_or(|limit| balance.accepted <= limit), "above the limit");
            prop_assert!(balance.open >= 0 && balance.accepted >= 0);
            // Only what receipts took beyond their own order can push callable below zero.
            prop_assert!(balance.callable.is_none_or(|callable| callable >= -ledger.beyond_orders()));
        }
    }
}

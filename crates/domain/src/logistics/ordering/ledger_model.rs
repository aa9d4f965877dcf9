//! Random commands to a ledger that has this module's rules alone, compared with the plain model step by step.
//!
//! The ledger keeps running figures as a service does; [`facts_from`] computes them from the facts of any point of
//! both times. Both must equal the model, which shares no code with either, and so must every refusal.

use std::collections::BTreeMap;

use crate::logistics::*;
use crate::shared::{
    Bilingual, CallOffLineId, Cause, ContractLineId, Dimension, Id as _, IllegalTransition, Lifecycle,
    Quantity, Refusal, Unit, check_not_before,
};
use plain_model::{Command, Figures, Received, Step, Terms, Time, Trade, next_step};
use proptest::prelude::*;
use uuid::Uuid;

/// A state and the two times since which it is known.
type History<S> = Vec<(Time, Time, S)>;

struct OrderLine {
    order: usize,
    contract_line: usize,
    written: i64,
    agreed: i64,
    proposed: Option<i64>,
    accepted: i64,
}

struct Item {
    shipment: usize,
    line: usize,
    loaded: i64,
    received: bool,
}

struct Receipt {
    state: ReceiptState,
    shipment: usize,
    received_at: Time,
    lines: Vec<Received>,
    posted: Option<Time>,
    reversed: Option<(Time, Time)>,
}

#[derive(Default)]
struct Ledger {
    terms: Vec<LineTerms>,
    orders: Vec<History<CallOffState>>,
    lines: Vec<OrderLine>,
    shipments: Vec<History<ShipmentState>>,
    items: Vec<Item>,
    receipts: Vec<Receipt>,
}

fn contract_line(number: usize) -> ContractLineId {
    ContractLineId::from_uuid(Uuid::from_u128(number as u128))
}

fn order_line(number: usize) -> CallOffLineId {
    CallOffLineId::from_uuid(Uuid::from_u128(number as u128))
}

fn asked(number: usize, base: i64) -> OrderedLine {
    OrderedLine { contract_line: contract_line(number), quantity: Quantity::from_stored(base, Unit::Grm) }
}

fn present<S: Copy>(history: &History<S>) -> S {
    history.last().expect("begins with a state").2
}

fn then<S: Copy>(history: &History<S>, as_of: Time, known_at: Time) -> Option<S> {
    let visible = history.iter().rev().find(|(claimed, known, _)| *claimed <= as_of && *known <= known_at);
    visible.map(|(_, _, state)| *state)
}

fn apply<S: Lifecycle>(state: S, event: &str) -> Result<S, &'static str> {
    let event = S::EVENTS.iter().copied().find(|known| known.to_string() == event).expect("a known event");
    state.apply(event).map_err(|_: IllegalTransition| "state-conflict")
}

fn slug(refusal: Refusal) -> &'static str {
    refusal.code.label()
}

const BEGINNING: Time = Time::MIN;

impl Ledger {
    fn take(&mut self, step: &Step) -> Result<(), &'static str> {
        let when = (step.occurred, step.now);
        match &step.command {
            Command::Write(lines) => {
                let order = self.orders.len();
                self.lines.extend(lines.iter().map(|&(contract_line, written)| OrderLine {
                    order,
                    contract_line,
                    written,
                    agreed: written,
                    proposed: None,
                    accepted: 0,
                }));
                self.orders.push(vec![(BEGINNING, BEGINNING, CallOffState::Draft)]);
                Ok(())
            }
            Command::Counter { order, order_line, amount } => {
                self.order(*order, "counter", when)?;
                self.lines[*order_line].proposed = Some(*amount);
                Ok(())
            }
            Command::Order { order, event } => self.order(*order, event, when),
            Command::Plan { orders, vehicles } => {
                self.may_ship(orders)?;
                let shipment = self.shipments.len();
                self.items.extend(vehicles.iter().flatten().map(|&(line, loaded)| Item {
                    shipment,
                    line,
                    loaded,
                    received: false,
                }));
                self.shipments.push(vec![(BEGINNING, BEGINNING, ShipmentState::Planned)]);
                Ok(())
            }
            Command::Shipment { shipment, event } => self.shipment(*shipment, event, when),
            Command::Capture { shipment, lines } => self.capture(*shipment, lines, step.occurred),
            Command::Receipt { receipt, event } => self.receipt(*receipt, event, when),
        }
    }

    fn order(&mut self, order: usize, event: &str, (claimed, now): (Time, Time)) -> Result<(), &'static str> {
        let next = apply(present(&self.orders[order]), event)?;
        let ours = |line: &OrderLine| line.order == order;
        let wanted = |line: &OrderLine| match event {
            "accept_counter" => line.proposed.unwrap_or(line.written),
            _ => line.written,
        };
        if matches!(event, "issue" | "accept_counter") {
            let asks = self.lines.iter().filter(|line| ours(line));
            let asks: Vec<_> = asks.map(|line| asked(line.contract_line, wanted(line))).collect();
            check_call_off(&self.balances(Some(order)), &asks).map_err(slug)?;
            for line in self.lines.iter_mut().filter(|line| line.order == order) {
                line.agreed =
                    if event == "issue" { line.written } else { line.proposed.unwrap_or(line.written) };
            }
        }
        if event == "close_short" {
            let left =
                self.items.iter().filter(|item| ours(&self.lines[item.line]) && self.is_on_the_road(item));
            let left: Vec<_> =
                left.map(|item| (order_line(item.line), i128::from(item.loaded), Unit::Kgm)).collect();
            check_close_short(&left).map_err(slug)?;
        }
        self.orders[order].push((claimed, now, next));
        Ok(())
    }

    fn is_on_the_road(&self, item: &Item) -> bool {
        present(&self.shipments[item.shipment]).on_the_road() && !item.received
    }

    fn may_ship(&self, orders: &[usize]) -> Result<(), &'static str> {
        let states = orders.iter().map(|order| (order.to_string(), present(&self.orders[*order])));
        check_may_ship(&states.collect::<Vec<_>>()).map_err(slug)
    }

    fn shipment(
        &mut self,
        index: usize,
        event: &str,
        (claimed, now): (Time, Time),
    ) -> Result<(), &'static str> {
        let next = apply(present(&self.shipments[index]), event)?;
        let items = self.items.iter().filter(|item| item.shipment == index);
        let orders: Vec<usize> = items.map(|item| self.lines[item.line].order).collect();
        if matches!(event, "make_ready" | "depart") {
            self.may_ship(&orders)?;
        }
        if event == "depart" {
            for order in orders {
                if let Ok(next) = apply(present(&self.orders[order]), "start_fulfilment") {
                    self.orders[order].push((claimed, now, next));
                }
            }
        }
        self.shipments[index].push((claimed, now, next));
        Ok(())
    }

    fn capture(
        &mut self,
        shipment: usize,
        lines: &[Received],
        received_at: Time,
    ) -> Result<(), &'static str> {
        self.receivable(shipment)?;
        let mut state = ReceiptState::Draft;
        if self
            .others(lines, None)
            .iter()
            .any(|other| self.receipts[*other].state != ReceiptState::Conflicted)
        {
            state = apply(state, "conflict")?;
        }
        let lines = lines.to_vec();
        self.receipts.push(Receipt { state, shipment, received_at, lines, posted: None, reversed: None });
        Ok(())
    }

    /// The service's own rule: goods are received from departure on.
    fn receivable(&self, shipment: usize) -> Result<(), &'static str> {
        use ShipmentState as S;
        match present(&self.shipments[shipment]) {
            S::Departed | S::Diverted | S::Arrived | S::Unloading | S::Received | S::Closed => Ok(()),
            _ => Err("state-conflict"),
        }
    }

    fn others(&self, lines: &[Received], without: Option<usize>) -> Vec<usize> {
        let same = |receipt: &Receipt| {
            receipt.state != ReceiptState::Reversed
                && receipt.lines.iter().any(|theirs| lines.iter().any(|ours| ours.item == theirs.item))
        };
        let others = self.receipts.iter().enumerate().filter(|(index, _)| Some(*index) != without);
        others.filter(|(_, receipt)| same(receipt)).map(|(index, _)| index).collect()
    }

    fn receipt(
        &mut self,
        index: usize,
        event: &str,
        (claimed, now): (Time, Time),
    ) -> Result<(), &'static str> {
        let next = apply(self.receipts[index].state, event)?;
        let at = |time| chrono::DateTime::from_timestamp(time, 0).expect("a time");
        if claimed != now {
            let received = Cause::new(Bilingual::same("the receipt"), at(self.receipts[index].received_at));
            check_not_before(at(claimed), &[received]).map_err(slug)?;
        }
        match event {
            "post" => self.post(index, now)?,
            "reverse" => {
                self.receipts[index].reversed = Some((claimed, now));
                self.add(index, -1, (claimed, now));
            }
            "resolve" => {
                let others = self.others(&self.receipts[index].lines, Some(index));
                let posted = others.iter().filter(|other| self.receipts[**other].state.counts());
                check_resolvable(&posted.map(ToString::to_string).collect::<Vec<_>>()).map_err(slug)?;
                for other in others {
                    self.receipts[other].state = ReceiptState::Conflicted;
                }
            }
            _ => {}
        }
        self.receipts[index].state = next;
        Ok(())
    }

    fn post(&mut self, index: usize, now: Time) -> Result<(), &'static str> {
        let receipt = &self.receipts[index];
        let (shipment, received_at) = (receipt.shipment, receipt.received_at);
        self.receivable(shipment)?;
        let mut accepts = Vec::new();
        for line in &receipt.lines {
            let item = &self.items[line.item];
            let weight = WeightCount {
                loaded: item.loaded,
                accepted: line.accepted,
                held_excess: line.held_excess,
                rejected: line.rejected,
                missing: line.missing,
                shrink: line.shrink,
                surplus: line.surplus,
                ..WeightCount::default()
            };
            let measures = ReceiptMeasures { weight: Some(weight), ..ReceiptMeasures::default() };
            let accepted = measures.check(Dimension::Mass, "lines/0").map_err(slug)?;
            accepts.push(asked(self.lines[item.line].contract_line, accepted));
        }
        let balances = self.balances(None);
        let verdict = check_receipt(&balances, &accepts);
        for (line, balance) in &balances {
            let offered: Vec<i64> = accepts
                .iter()
                .filter(|one| one.contract_line == *line)
                .map(|one| one.quantity.base())
                .collect();
            let held: i64 = split_receivable(balance, &offered).iter().map(|split| split.held_excess).sum();
            assert!(verdict.is_err() || held == 0, "what is taken needs no holding");
        }
        verdict.map_err(slug)?;
        self.receipts[index].posted = Some(now);
        self.add(index, 1, (received_at, now));
        let all = self.items.iter().filter(|item| item.shipment == shipment).all(|item| item.received);
        for (needs_all, event) in [(true, "arrive"), (false, "start_unloading"), (true, "receive")] {
            let from = present(&self.shipments[shipment]);
            if let Ok(next) =
                apply(from, event).and_then(|next| if all || !needs_all { Ok(next) } else { Err("") })
            {
                self.shipments[shipment].push((received_at, now, next));
            }
        }
        Ok(())
    }

    /// Adds what a receipt accepted to its order lines, or takes it back, and moves their orders.
    fn add(&mut self, receipt: usize, sign: i64, (claimed, now): (Time, Time)) {
        for line in self.receipts[receipt].lines.clone() {
            self.items[line.item].received = sign > 0;
            let order_line = self.items[line.item].line;
            self.lines[order_line].accepted += sign * line.accepted;
        }
        for line in self.receipts[receipt].lines.clone() {
            let order = self.lines[self.items[line.item].line].order;
            let mut lines = self.lines.iter().filter(|line| line.order == order);
            let event = if lines.any(|line| line.accepted < line.agreed) { "reopen" } else { "receive" };
            if let Ok(next) = apply(present(&self.orders[order]), event) {
                self.orders[order].push((claimed, now, next));
            }
        }
    }

    /// The balances by running figures, without one order.
    fn balances(&self, without: Option<usize>) -> BTreeMap<ContractLineId, Balance> {
        let balance = |(number, terms): (usize, &LineTerms)| {
            let mut facts = LineFacts::default();
            for line in self.lines.iter().filter(|line| line.contract_line == number) {
                facts.accepted += i128::from(line.accepted);
                if present(&self.orders[line.order]).is_open() && Some(line.order) != without {
                    facts.open += i128::from((line.agreed - line.accepted).max(0));
                }
            }
            let goods = self.items.iter().filter(|item| self.lines[item.line].contract_line == number);
            facts.in_transit =
                goods.filter(|item| self.is_on_the_road(item)).map(|item| i128::from(item.loaded)).sum();
            (contract_line(number), Balance::of(terms, &facts))
        };
        self.terms.iter().enumerate().map(balance).collect()
    }

    /// The balance of a contract line recomputed from the facts that had happened and were known.
    fn recomputed(&self, number: usize, as_of: Time, known_at: Time) -> Balance {
        let of_line = |line: usize| self.lines[line].contract_line == number;
        let visible = |claimed, recorded| claimed <= as_of && recorded <= known_at;
        let lines = self.lines.iter().enumerate().filter(|(line, _)| of_line(*line)).map(|(index, line)| {
            let state = then(&self.orders[line.order], as_of, known_at).expect("a draft at least");
            let ordered = if state.is_before_answer() { line.written } else { line.agreed };
            CallOffLineFact { id: order_line(index), ordered, state }
        });
        let (mut accepted, mut received) = (Vec::new(), Vec::new());
        for receipt in &self.receipts {
            let Some(posted) = receipt.posted.filter(|posted| visible(receipt.received_at, *posted)) else {
                continue;
            };
            let back = receipt.reversed.is_some_and(|(claimed, known)| visible(claimed, known));
            let state = if back { ReceiptState::Reversed } else { ReceiptState::Posted };
            assert!(posted <= known_at);
            for line in &receipt.lines {
                received.extend((!back).then_some(line.item));
                let call_off_line = self.items[line.item].line;
                if of_line(call_off_line) {
                    let call_off_line = order_line(call_off_line);
                    accepted.push(AcceptedFact { call_off_line, accepted: line.accepted, state });
                }
            }
        }
        let shipped =
            self.items.iter().enumerate().filter(|(_, item)| of_line(item.line)).map(|(index, item)| {
                let shipment =
                    then(&self.shipments[item.shipment], as_of, known_at).expect("planned at least");
                ShippedFact { loaded: item.loaded, shipment, received: received.contains(&index) }
            });
        let facts = facts_from(&lines.collect::<Vec<_>>(), &accepted, &shipped.collect::<Vec<_>>());
        Balance::of(&self.terms[number], &facts)
    }
}

fn shown(balance: &Balance) -> Figures {
    let small = |base: i128| i64::try_from(base).expect("small amounts");
    Figures {
        committed: balance.committed.map(small),
        accepted: small(balance.accepted),
        open: small(balance.open),
        in_transit: small(balance.in_transit),
        limit: balance.limit.map(small),
        callable: balance.callable.map(small),
        receivable: balance.receivable.map(small),
        remaining: balance.remaining.map(small),
    }
}

/// Gives a sequence of commands to both; gives how often each event was taken and each refusal met.
fn play(terms: Vec<Terms>, numbers: &[u64]) -> Result<BTreeMap<&'static str, usize>, TestCaseError> {
    let mut trade = Trade::new(terms.clone());
    let terms = terms.iter().map(|terms| LineTerms {
        committed: terms.committed,
        over_tolerance_bp: u32::try_from(terms.over_tolerance_bp).expect("not negative"),
        unit: Unit::Kgm,
    });
    let mut ledger = Ledger { terms: terms.collect(), ..Ledger::default() };
    let (mut now, mut verdicts) = (1_000_000_000, BTreeMap::new());
    for number in numbers {
        let step = next_step(&trade, *number, now);
        now = step.now;
        let (ours, expected) = (ledger.take(&step), trade.take(&step));
        prop_assert_eq!(ours, expected, "{:?}", step);
        let what = match &step.command {
            Command::Order { event, .. }
            | Command::Shipment { event, .. }
            | Command::Receipt { event, .. } => event,
            _ => "another",
        };
        *verdicts.entry(expected.err().unwrap_or(what)).or_default() += 1;
        let (as_of, known_at) = trade.book.turning_point(*number);
        for (number, balance) in ledger.balances(None).values().enumerate() {
            let plain = trade.book.now(number);
            prop_assert_eq!(shown(balance), plain, "after {:?}", step);
            let whole = ledger.recomputed(number, Time::MAX, Time::MAX);
            prop_assert_eq!(&whole, balance, "recomputed after {:?}", step);
            let past = ledger.recomputed(number, as_of, known_at);
            prop_assert_eq!(
                shown(&past),
                trade.book.figures(number, as_of, known_at),
                "{} {}",
                as_of,
                known_at
            );
            prop_assert!(plain.limit.is_none_or(|limit| plain.accepted <= limit), "above the limit");
        }
    }
    Ok(verdicts)
}

fn terms() -> impl Strategy<Value = Vec<Terms>> {
    let line =
        (prop::option::weighted(0.8, 0..30_000_000_i64), prop::sample::select(&[0_i64, 1, 500, 1_000][..]))
            .prop_map(|(committed, over_tolerance_bp)| Terms { committed, over_tolerance_bp });
    prop::collection::vec(line, 1..4)
}

// PROPTEST_CASES=10000 tries ten thousand.
proptest! {
    #[test]
    fn any_sequence_of_commands_leaves_the_balances_of_the_plain_model_at_every_point_of_both_times(
        terms in terms(),
        numbers in prop::collection::vec(any::<u64>(), 1..80),
    ) {
        play(terms, &numbers)?;
    }
}

#[test]
fn the_random_commands_reach_every_refusal_that_matters() {
    let mut met: BTreeMap<&'static str, usize> = BTreeMap::new();
    for seed in 0..100 {
        let terms = [(Some(10_000_000), 0), (Some(20_000_000), 500), (None, 0)];
        let terms = terms.map(|(committed, over_tolerance_bp)| Terms { committed, over_tolerance_bp });
        for (name, count) in play(terms.to_vec(), &plain_model::seeds(seed, 80)).expect("no difference") {
            *met.entry(name).or_default() += count;
        }
    }
    let expected = [
        "accept_counter",
        "balance-exceeded",
        "close_short",
        "goods-in-transit",
        "lose",
        "occurred-time-before-cause",
        "order-not-shippable",
        "post",
        "receipt-conflict",
        "receipt-line-does-not-close",
        "resolve",
        "reverse",
        "state-conflict",
    ];
    for name in expected {
        assert!(met.get(name).is_some_and(|times| *times >= 10), "{name} is hardly reached: {met:?}");
    }
}

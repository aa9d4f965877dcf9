//! A ledger that has this module's rules alone, kept with running figures as a service keeps them. It is compared with
//! the plain model, which shares no code with it, in [`super::ledger_model`].

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use plain_model::{Asked, Command, Received, Step, Time};
use uuid::Uuid;

use crate::logistics::*;
use crate::shared::{
    Bilingual, CallOffLineId, Cause, ContractLineId, Id as _, IllegalTransition, Lifecycle, Quantity, Ratio,
    Refusal, Unit, check_not_before,
};

/// A state and the two times since which it is known.
type History<S> = Vec<(Time, Time, S)>;

pub(super) struct OrderLine {
    order: usize,
    pub(super) contract_line: usize,
    written: i64,
    agreed: i64,
    proposed: Option<i64>,
    pub(super) accepted: i64,
    over_tolerance_bp: i64,
}

impl OrderLine {
    pub(super) fn order(&self) -> usize {
        self.order
    }

    /// Ordered and not yet accepted.
    pub(super) fn waits_for(&self) -> i64 {
        (self.agreed - self.accepted).max(0)
    }
}

pub(super) struct Item {
    pub(super) shipment: usize,
    pub(super) vehicle: usize,
    pub(super) line: usize,
    pub(super) loaded: i64,
    pub(super) received: bool,
}

pub(super) struct Receipt {
    pub(super) state: ReceiptState,
    pub(super) shipment: usize,
    pub(super) received_at: Time,
    pub(super) lines: Vec<Received>,
    pub(super) posted: Option<Time>,
    pub(super) reversed: Option<(Time, Time)>,
    pub(super) last: Time,
}

#[derive(Default)]
pub(super) struct Ledger {
    pub(super) terms: Vec<LineTerms>,
    pub(super) orders: Vec<History<CallOffState>>,
    pub(super) lines: Vec<OrderLine>,
    pub(super) shipments: Vec<History<ShipmentState>>,
    /// When the vehicles of each shipment arrived.
    pub(super) arrivals: Vec<Vec<Option<Time>>>,
    pub(super) items: Vec<Item>,
    pub(super) receipts: Vec<Receipt>,
}

pub(super) fn contract_line(number: usize) -> ContractLineId {
    ContractLineId::from_uuid(Uuid::from_u128(number as u128))
}

pub(super) fn order_line(number: usize) -> CallOffLineId {
    CallOffLineId::from_uuid(Uuid::from_u128(number as u128))
}

pub(super) fn asked(number: usize, base: i64) -> OrderedLine {
    OrderedLine { contract_line: contract_line(number), quantity: Quantity::from_stored(base, Unit::Grm) }
}

pub(super) fn present<S: Copy>(history: &History<S>) -> S {
    history.last().expect("begins with a state").2
}

/// When the last step is said to have happened.
pub(super) fn last<S>(history: &History<S>) -> Time {
    history.last().expect("begins with a state").0
}

fn then<S: Copy>(history: &History<S>, as_of: Time, known_at: Time) -> Option<S> {
    let visible = history.iter().rev().find(|(claimed, known, _)| *claimed <= as_of && *known <= known_at);
    visible.map(|(_, _, state)| *state)
}

/// Puts a step that follows by itself onto a history: no earlier than the one before.
pub(super) fn follow<S>(history: &mut History<S>, (claimed, now): (Time, Time), state: S) {
    let claimed = claimed.max(last(history));
    history.push((claimed, now, state));
}

pub(super) fn apply<S: Lifecycle>(state: S, event: &str) -> Result<S, &'static str> {
    let event = S::EVENTS.iter().copied().find(|known| known.to_string() == event).expect("a known event");
    state.apply(event).map_err(|_: IllegalTransition| "state-conflict")
}

pub(super) fn slug(refusal: Refusal) -> &'static str {
    refusal.code.label()
}

fn instant(time: Time) -> DateTime<Utc> {
    DateTime::from_timestamp(time, 0).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

/// What follows from something is not earlier.
pub(super) fn follows(occurred: Time, causes: &[Time]) -> Result<(), &'static str> {
    let cause = |at: &Time| Cause::new(Bilingual::same("the cause"), instant(*at));
    check_not_before(instant(occurred), &causes.iter().map(cause).collect::<Vec<_>>()).map_err(slug)
}

const BEGINNING: Time = Time::MIN;

impl Ledger {
    pub(super) fn take(&mut self, step: &Step) -> Result<(), &'static str> {
        let when = (step.occurred.min(step.now), step.now);
        match &step.command {
            Command::Write(lines) => {
                self.write(lines);
                Ok(())
            }
            Command::Counter { order, order_line, amount } => {
                let history = &self.orders[*order];
                apply(present(history), "counter")?;
                follows(when.0, &[last(history)])?;
                if *amount > self.lines[*order_line].agreed {
                    return Err("validation-failed");
                }
                self.order(*order, "counter", when)?;
                self.lines[*order_line].proposed = Some(*amount);
                Ok(())
            }
            Command::Order { order, event } => self.order(*order, event, when),
            Command::Plan { orders, vehicles } => self.plan(orders, vehicles),
            Command::Shipment { shipment, event } => self.shipment(*shipment, event, when),
            Command::Capture { shipment, lines } => self.capture(*shipment, lines, when),
            Command::Receipt { receipt, event } => self.receipt(*receipt, event, when),
        }
    }

    fn write(&mut self, lines: &[Asked]) {
        let order = self.orders.len();
        self.lines.extend(lines.iter().map(|line| OrderLine {
            order,
            contract_line: line.contract_line,
            written: line.amount,
            agreed: line.amount,
            proposed: None,
            accepted: 0,
            over_tolerance_bp: line.over_tolerance_bp,
        }));
        self.orders.push(vec![(BEGINNING, BEGINNING, CallOffState::Draft)]);
    }

    fn order(&mut self, order: usize, event: &str, (claimed, now): (Time, Time)) -> Result<(), &'static str> {
        let next = apply(present(&self.orders[order]), event)?;
        follows(claimed, &[last(&self.orders[order])])?;
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
        if matches!(event, "close" | "close_short") {
            let left =
                self.items.iter().filter(|item| ours(&self.lines[item.line]) && self.is_on_the_road(item));
            let left: Vec<_> =
                left.map(|item| (order_line(item.line), i128::from(item.loaded), Unit::Kgm)).collect();
            check_close_short(&left).map_err(slug)?;
            follows(claimed, &self.goods_of(order))?;
        }
        self.orders[order].push((claimed, now, next));
        Ok(())
    }

    /// When things happened to the goods of an order.
    fn goods_of(&self, order: usize) -> Vec<Time> {
        let ours = |item: &&Item| self.lines[item.line].order == order;
        let mut times: Vec<Time> =
            self.items.iter().filter(ours).map(|item| last(&self.shipments[item.shipment])).collect();
        for receipt in self.receipts.iter().filter(|receipt| receipt.posted.is_some()) {
            if receipt.lines.iter().any(|line| ours(&&self.items[line.item])) {
                times.push(receipt.received_at);
                times.extend(receipt.reversed.map(|(claimed, _)| claimed));
            }
        }
        times
    }

    pub(super) fn order_of(&self, item: usize) -> usize {
        self.lines[self.items[item].line].order
    }

    pub(super) fn is_on_the_road(&self, item: &Item) -> bool {
        present(&self.shipments[item.shipment]).on_the_road() && !item.received
    }

    fn plan(&mut self, orders: &[usize], vehicles: &[Vec<(usize, i64)>]) -> Result<(), &'static str> {
        self.may_ship(orders)?;
        let loads: Vec<(usize, i64)> = vehicles.iter().flatten().copied().collect();
        self.has_room(&loads, &[], OrderUse::Load)?;
        let shipment = self.shipments.len();
        for (vehicle, items) in vehicles.iter().enumerate() {
            for &(line, loaded) in items {
                self.items.push(Item { shipment, vehicle, line, loaded, received: false });
            }
        }
        self.arrivals.push(vec![None; vehicles.len()]);
        self.shipments.push(vec![(BEGINNING, BEGINNING, ShipmentState::Planned)]);
        Ok(())
    }

    fn may_ship(&self, orders: &[usize]) -> Result<(), &'static str> {
        let states = orders.iter().map(|order| (order.to_string(), present(&self.orders[*order])));
        check_may_ship(&states.collect::<Vec<_>>()).map_err(slug)
    }

    /// Whether amounts fit on their order lines beside everything but some goods.
    pub(super) fn has_room(
        &self,
        amounts: &[(usize, i64)],
        without: &[usize],
        purpose: OrderUse,
    ) -> Result<(), &'static str> {
        let used = |line: usize| {
            let living = |item: &Item| {
                let state = present(&self.shipments[item.shipment]);
                state.is_before_departure() || state.on_the_road()
            };
            let goods = self.items.iter().enumerate().filter(|(index, item)| {
                item.line == line && !without.contains(index) && !item.received && living(item)
            });
            i128::from(self.lines[line].accepted)
                + goods.map(|(_, item)| i128::from(item.loaded)).sum::<i128>()
        };
        self.check_lines(amounts, used, purpose)
    }

    /// Whether amounts that are part of what goods came to keep within their order lines from a time on.
    pub(super) fn keeps_within(
        &self,
        goods: &BTreeMap<usize, GoodsOnTheWay<Time>>,
        amounts: &[(usize, i64)],
        since: Time,
        purpose: OrderUse,
    ) -> Result<(), &'static str> {
        let used = |line: usize| {
            let mine = goods.iter().filter(|(item, _)| self.items[**item].line == line);
            let spans: Vec<Span<Time>> = mine.flat_map(|(_, goods)| goods.spans()).collect();
            let own: i64 = amounts.iter().filter(|(its, _)| *its == line).map(|(_, amount)| amount).sum();
            peak_since(&spans, since) - i128::from(own)
        };
        self.check_lines(amounts, used, purpose)
    }

    fn check_lines(
        &self,
        amounts: &[(usize, i64)],
        used: impl Fn(usize) -> i128,
        purpose: OrderUse,
    ) -> Result<(), &'static str> {
        let mut sums: BTreeMap<usize, i64> = BTreeMap::new();
        for (line, amount) in amounts {
            *sums.entry(*line).or_default() += amount;
        }
        let room = |line: &usize| OrderLineRoom {
            id: order_line(*line),
            unit: Unit::Kgm,
            ordered: self.lines[*line].agreed,
            over_tolerance_bp: u32::try_from(self.lines[*line].over_tolerance_bp).expect("not negative"),
            used: used(*line),
        };
        let rooms: Vec<_> = sums.keys().map(room).collect();
        let asked = sums.iter().map(|(line, amount)| (order_line(*line), *amount)).collect();
        check_order_lines(&rooms, &asked, purpose).map_err(slug)
    }

    /// What became of all goods, by claimed time.
    pub(super) fn goods(&self) -> BTreeMap<usize, GoodsOnTheWay<Time>> {
        let goods = |(index, item): (usize, &Item)| {
            let history = &self.shipments[item.shipment];
            let since = |of: fn(ShipmentState) -> bool| {
                history.iter().find(|(_, _, state)| of(*state)).map(|(claimed, _, _)| *claimed)
            };
            let posted = self.receipts.iter().filter(|receipt| receipt.posted.is_some());
            let of_item = posted.flat_map(|receipt| {
                let lines = receipt.lines.iter().filter(move |line| line.item == index);
                lines.map(|line| Reception {
                    accepted: line.accepted,
                    received: receipt.received_at,
                    reversed: receipt.reversed.map(|(claimed, _)| claimed),
                })
            });
            let goods = GoodsOnTheWay {
                loaded: item.loaded,
                left: since(|state| state == ShipmentState::Departed),
                ended: since(ShipmentState::ends_the_road),
                receptions: of_item.collect(),
            };
            (index, goods)
        };
        self.items.iter().enumerate().map(goods).collect()
    }

    fn shipment(
        &mut self,
        index: usize,
        event: &str,
        (claimed, now): (Time, Time),
    ) -> Result<(), &'static str> {
        let next = apply(present(&self.shipments[index]), event)?;
        follows(claimed, &[last(&self.shipments[index])])?;
        if matches!(event, "turn_back" | "lose") {
            check_none_captured(&self.captured(index)).map_err(slug)?;
        }
        let items: Vec<usize> =
            (0..self.items.len()).filter(|item| self.items[*item].shipment == index).collect();
        let mut orders: Vec<usize> = items.iter().map(|item| self.order_of(*item)).collect();
        orders.sort_unstable();
        orders.dedup();
        if matches!(event, "start_loading" | "make_ready" | "depart") {
            self.may_ship(&orders)?;
            let accepted = |order: &usize| {
                let history = &self.orders[*order];
                history.iter().filter(|step| step.2 == CallOffState::Accepted).map(|step| step.0).max()
            };
            follows(claimed, &orders.iter().filter_map(accepted).collect::<Vec<_>>())?;
        }
        let loads: Vec<_> =
            items.iter().map(|item| (self.items[*item].line, self.items[*item].loaded)).collect();
        if matches!(event, "make_ready" | "depart") {
            self.has_room(&loads, &items, OrderUse::Load)?;
        }
        if event == "depart" {
            let mut goods = self.goods();
            goods
                .iter_mut()
                .filter(|(item, _)| items.contains(item))
                .for_each(|(_, one)| one.left = Some(claimed));
            if claimed < now {
                self.keeps_within(&goods, &loads, claimed, OrderUse::Load)?;
            }
            for order in orders {
                if let Ok(next) = apply(present(&self.orders[order]), "start_fulfilment") {
                    follow(&mut self.orders[order], (claimed, now), next);
                }
            }
        }
        if event == "arrive" {
            self.arrive(index, claimed);
        }
        self.shipments[index].push((claimed, now, next));
        Ok(())
    }

    /// A vehicle came with its shipment, or with the first of its goods that was received.
    pub(super) fn arrive(&mut self, shipment: usize, claimed: Time) {
        for vehicle in 0..self.arrivals[shipment].len() {
            let posted = self.receipts.iter().filter(|receipt| receipt.state.counts());
            let mine = posted.filter(|receipt| {
                let carried = |line: &Received| self.items[line.item].vehicle == vehicle;
                receipt.shipment == shipment && receipt.lines.iter().any(carried)
            });
            let first = mine.map(|receipt| receipt.received_at).min().unwrap_or(claimed);
            self.arrivals[shipment][vehicle].get_or_insert(first.min(claimed));
        }
    }

    /// The balances by running figures, without one order.
    pub(super) fn balances(&self, without: Option<usize>) -> BTreeMap<ContractLineId, Balance> {
        let balance = |(number, terms): (usize, &LineTerms)| {
            let mut facts = LineFacts::default();
            let of_line = self.lines.iter().enumerate().filter(|(_, line)| line.contract_line == number);
            for (index, line) in of_line {
                facts.accepted += i128::from(line.accepted);
                if present(&self.orders[line.order]).is_open() && Some(line.order) != without {
                    let waits_for = (line.agreed - line.accepted).max(0);
                    let goods =
                        self.items.iter().filter(|item| item.line == index && self.is_on_the_road(item));
                    let road: i64 = goods.map(|item| item.loaded).sum();
                    facts.open += i128::from(waits_for);
                    facts.in_transit += i128::from(road.min(waits_for));
                }
            }
            (contract_line(number), Balance::of(terms, &facts))
        };
        self.terms.iter().enumerate().map(balance).collect()
    }

    /// The balance of a contract line recomputed from the facts that had happened and were known.
    pub(super) fn recomputed(&self, number: usize, as_of: Time, known_at: Time) -> Balance {
        let of_line = |line: usize| self.lines[line].contract_line == number;
        let visible = |claimed, recorded| claimed <= as_of && recorded <= known_at;
        let lines = self.lines.iter().enumerate().filter(|(line, _)| of_line(*line)).map(|(index, line)| {
            let state = then(&self.orders[line.order], as_of, known_at).expect("a draft at least");
            let ordered = if state.is_before_answer() { line.written } else { line.agreed };
            CallOffLineFact { id: order_line(index), ordered, state, counts: Ratio::SAME }
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
                ShippedFact {
                    call_off_line: order_line(item.line),
                    loaded: item.loaded,
                    shipment,
                    received: received.contains(&index),
                }
            });
        let facts = facts_from(&lines.collect::<Vec<_>>(), &accepted, &shipped.collect::<Vec<_>>());
        Balance::of(&self.terms[number], &facts)
    }
}

//! A ledger that has this module's rules alone, kept with running figures as a service keeps them. It is compared with
//! the plain model, which shares no code with it, in the tests of this folder.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use plain_model::{Asked, Command, Received, Step, Time};
use uuid::Uuid;

use domain::agreement::{Reduction, Taken, check_reductions};
use domain::logistics::*;
use domain::shared::{
    Bilingual, CallOffLineId, Cause, ContractLineId, Id as _, IllegalTransition, Lifecycle, Quantity, Ratio,
    Refusal, Unit, check_not_before, jakarta_date,
};

/// A state and the two times since which it is known.
type History<S> = Vec<(Time, Time, S)>;

pub(crate) struct OrderLine {
    order: usize,
    pub(crate) contract_line: usize,
    written: i64,
    agreed: i64,
    proposed: Option<i64>,
    pub(crate) accepted: i64,
    over_tolerance_bp: i64,
}

impl OrderLine {
    pub(crate) fn order(&self) -> usize {
        self.order
    }

    /// Ordered and not yet accepted.
    pub(crate) fn waits_for(&self) -> i64 {
        (self.agreed - self.accepted).max(0)
    }
}

pub(crate) struct Item {
    pub(crate) shipment: usize,
    pub(crate) vehicle: usize,
    pub(crate) line: usize,
    pub(crate) loaded: i64,
    pub(crate) received: bool,
}

pub(crate) struct Receipt {
    pub(crate) state: ReceiptState,
    pub(crate) shipment: usize,
    pub(crate) received_at: Time,
    pub(crate) lines: Vec<Received>,
    pub(crate) posted: Option<Time>,
    pub(crate) reversed: Option<(Time, Time)>,
    pub(crate) last: Time,
}

#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) terms: Vec<LineTerms>,
    /// The contract of each line.
    pub(crate) contracts: Vec<usize>,
    /// The texts of each line, once its contract was amended.
    pub(crate) texts: Vec<Vec<LineText>>,
    pub(crate) proposals: Vec<Proposal>,
    pub(crate) today: Time,
    pub(crate) orders: Vec<History<CallOffState>>,
    pub(crate) lines: Vec<OrderLine>,
    pub(crate) shipments: Vec<History<ShipmentState>>,
    /// When the vehicles of each shipment arrived.
    pub(crate) arrivals: Vec<Vec<Option<Time>>>,
    pub(crate) items: Vec<Item>,
    pub(crate) receipts: Vec<Receipt>,
}

/// Other quantities of the lines of a contract, held back; signed at a time once they are.
pub(crate) struct Proposal {
    contract: usize,
    from: NaiveDate,
    signed: Option<Time>,
    says: Vec<(usize, i64)>,
}

pub(crate) fn contract_line(number: usize) -> ContractLineId {
    ContractLineId::from_uuid(Uuid::from_u128(number as u128))
}

pub(crate) fn order_line(number: usize) -> CallOffLineId {
    CallOffLineId::from_uuid(Uuid::from_u128(number as u128))
}

pub(crate) fn asked(number: usize, base: i64) -> OrderedLine {
    OrderedLine { contract_line: contract_line(number), quantity: Quantity::from_stored(base, Unit::Grm) }
}

pub(crate) fn present<S: Copy>(history: &History<S>) -> S {
    history.last().expect("begins with a state").2
}

/// When the last step is said to have happened.
pub(crate) fn last<S>(history: &History<S>) -> Time {
    history.last().expect("begins with a state").0
}

fn then<S: Copy>(history: &History<S>, as_of: Time, known_at: Time) -> Option<S> {
    let visible = history.iter().rev().find(|(claimed, known, _)| *claimed <= as_of && *known <= known_at);
    visible.map(|(_, _, state)| *state)
}

/// Puts a step that follows by itself onto a history: no earlier than the one before.
pub(crate) fn follow<S>(history: &mut History<S>, (claimed, now): (Time, Time), state: S) {
    let claimed = claimed.max(last(history));
    history.push((claimed, now, state));
}

pub(crate) fn apply<S: Lifecycle>(state: S, event: &str) -> Result<S, &'static str> {
    let event = S::EVENTS.iter().copied().find(|known| known.to_string() == event).expect("a known event");
    state.apply(event).map_err(|_: IllegalTransition| "state-conflict")
}

pub(crate) fn slug(refusal: Refusal) -> &'static str {
    refusal.code.label()
}

fn instant(time: Time) -> DateTime<Utc> {
    DateTime::from_timestamp(time, 0).unwrap_or(if time < 0 {
        DateTime::<Utc>::MIN_UTC
    } else {
        DateTime::<Utc>::MAX_UTC
    })
}

/// What follows from something is not earlier.
pub(crate) fn follows(occurred: Time, causes: &[Time]) -> Result<(), &'static str> {
    let cause = |at: &Time| Cause::new(Bilingual::same("the cause"), instant(*at));
    check_not_before(instant(occurred), &causes.iter().map(cause).collect::<Vec<_>>()).map_err(slug)
}

const BEGINNING: Time = Time::MIN;

impl Ledger {
    pub(crate) fn take(&mut self, step: &Step) -> Result<(), &'static str> {
        let when = (step.occurred.min(step.now), step.now);
        self.today = step.now;
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
            Command::Propose { contract, from, says } => {
                let from = jakarta_date(instant(*from));
                self.proposals.push(Proposal { contract: *contract, from, signed: None, says: says.clone() });
                Ok(())
            }
            Command::Amendment { contract, event } => self.amendment(*contract, event, step.now),
        }
    }

    fn amendment(&mut self, contract: usize, event: &str, now: Time) -> Result<(), &'static str> {
        let place = self.proposals.iter().position(|one| one.contract == contract).expect("proposed");
        match event {
            "sign" => {
                self.takes_nothing(&self.proposals[place].says)?;
                let proposal = &mut self.proposals[place];
                (proposal.signed, proposal.from) = (Some(now), proposal.from.max(jakarta_date(instant(now))));
            }
            "hear" => {
                let Proposal { from, signed, says, .. } = self.proposals.remove(place);
                let recorded_at = instant(signed.expect("signed"));
                for line in 0..self.terms.len() {
                    if self.contracts[line] == contract {
                        self.amend(line, says.iter().find(|(its, _)| *its == line), (from, recorded_at));
                    }
                }
            }
            _ => drop(self.proposals.remove(place)),
        }
        Ok(())
    }

    /// Adds a text to a line; the first one stands there from the first amendment on.
    fn amend(
        &mut self,
        line: usize,
        says: Option<&(usize, i64)>,
        (from, recorded_at): (NaiveDate, DateTime<Utc>),
    ) {
        let terms = &mut self.terms[line];
        let says_of = |terms: &LineTerms| Some((terms.committed, terms.over_tolerance_bp));
        if self.texts[line].is_empty() {
            let (in_force_from, recorded_at) = (NaiveDate::MIN, DateTime::<Utc>::MIN_UTC);
            self.texts[line].push(LineText { in_force_from, recorded_at, says: says_of(terms) });
        }
        terms.committed = says.map_or(terms.committed, |(_, quantity)| Some(*quantity));
        self.texts[line].push(LineText { in_force_from: from, recorded_at, says: says_of(terms) });
    }

    /// Nothing that is taken is taken away.
    fn takes_nothing(&self, says: &[(usize, i64)]) -> Result<(), &'static str> {
        let balances = self.balances(None);
        let reduction = |&(line, to): &(usize, i64)| {
            let (id, terms) = (contract_line(line), &self.terms[line]);
            let limit = to + to * i64::from(terms.over_tolerance_bp) / 10_000;
            let small = |base: i128| i64::try_from(base).expect("small amounts");
            let taken = Taken { accepted: small(balances[&id].accepted), open: small(balances[&id].open) };
            let less = terms.committed.is_some_and(|committed| to < committed);
            less.then_some((Reduction { line: id, number: 1, unit: Unit::Kgm, to, limit }, taken))
        };
        let against: Vec<_> = says.iter().filter_map(reduction).collect();
        check_reductions(&against).map_err(slug)
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
            check_call_off(&self.balances_on(Some(order), claimed), &asks).map_err(slug)?;
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

    pub(crate) fn order_of(&self, item: usize) -> usize {
        self.lines[self.items[item].line].order
    }

    pub(crate) fn is_on_the_road(&self, item: &Item) -> bool {
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
    pub(crate) fn has_room(
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
    pub(crate) fn keeps_within(
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
    pub(crate) fn goods(&self) -> BTreeMap<usize, GoodsOnTheWay<Time>> {
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
    pub(crate) fn arrive(&mut self, shipment: usize, claimed: Time) {
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

    /// The balances by running figures and the terms of today, without one order.
    pub(crate) fn balances(&self, without: Option<usize>) -> BTreeMap<ContractLineId, Balance> {
        self.balances_on(without, self.today)
    }

    fn all_texts(&self, number: usize) -> LineTexts<'_> {
        let says =
            |one: &Proposal| one.says.iter().find(|(line, _)| *line == number).map(|(_, quantity)| *quantity);
        LineTexts {
            present: self.terms[number],
            texts: &self.texts[number],
            proposed: self.proposals.iter().filter_map(says).min(),
        }
    }

    /// The same by the terms of a day.
    pub(crate) fn balances_on(&self, without: Option<usize>, day: Time) -> BTreeMap<ContractLineId, Balance> {
        let day = jakarta_date(instant(day));
        let balance = |number: usize| {
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
            (contract_line(number), Balance::of(&self.all_texts(number).terms_on(day), &facts))
        };
        (0..self.terms.len()).map(balance).collect()
    }

    /// The balance of a contract line recomputed from the facts that had happened and were known.
    pub(crate) fn recomputed(&self, number: usize, as_of: Time, known_at: Time) -> Balance {
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
        let terms = self.all_texts(number).terms_at(jakarta_date(instant(as_of)), instant(known_at));
        Balance::of(&terms, &facts)
    }
}

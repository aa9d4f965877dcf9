//! Random commands. Each step follows from one number and the state of the trade, so that a failing sequence is a list
//! of numbers, and remains a sequence when some of them are left out.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::amending::day_of;
use crate::book::{Figures, Time};
use crate::lifecycles::{ORDER, RECEIPT, SHIPMENT, Table};
use crate::trade::{Asked, Command, Received, Step, Trade};

/// How late people write down what happened: up to six days.
const LATE: Time = 6 * 86_400;
/// How far ahead a phone's clock may be.
const AHEAD: Time = 240;
/// How much one order or one load is at most.
const MOST: i64 = 4_000_000;

/// The numbers a sequence of so many steps is made from.
pub fn seeds(seed: u64, steps: usize) -> Vec<u64> {
    let mut numbers = StdRng::seed_from_u64(seed);
    (0..steps).map(|_| numbers.random()).collect()
}

/// The step that a number stands for, at or a few seconds after `now`.
pub fn next_step(trade: &Trade, number: u64, now: Time) -> Step {
    let mut numbers = StdRng::seed_from_u64(number);
    let now = now + numbers.random_range(0..=8);
    // Now and then nothing happens until about the next midnight: a text comes into force.
    let now = match numbers.random_range(0..14) {
        0 => now.max(day_of(now + 86_400) + numbers.random_range(-4..=4)),
        _ => now,
    };
    let command = command(trade, &mut numbers);
    let earliest = trade.earliest(&command).clamp(now - LATE, now);
    let occurred = match numbers.random_range(0..20) {
        0..=10 => now,
        11 => now + numbers.random_range(0..=AHEAD),
        // Mostly when it may have happened; now and then a second too early, or anywhere.
        12 => earliest - 1,
        13 => now - numbers.random_range(0..=LATE),
        14..=15 => earliest,
        _ => numbers.random_range(earliest..=now),
    };
    Step { command, occurred, now }
}

fn command(trade: &Trade, numbers: &mut StdRng) -> Command {
    let command = match numbers.random_range(0..40) {
        0..=1 => None,
        2..=4 => anything(trade, numbers),
        5..=6 => amending(trade, numbers),
        7..=12 => ending(trade, numbers),
        _ => onward(trade, numbers),
    };
    command.unwrap_or_else(|| Command::Write(lines(trade, numbers)))
}

/// Other quantities for the lines of a contract, or what becomes of those proposed.
fn amending(trade: &Trade, numbers: &mut StdRng) -> Option<Command> {
    let terms = &trade.book.terms;
    let contract = terms[numbers.random_range(0..terms.len())].contract;
    if let Some(proposed) = trade.proposed(contract) {
        let event = match (trade.is_signed(proposed), numbers.random_range(0..4)) {
            (true, _) => "hear",
            (false, 0) => "give_up",
            (false, _) => "sign",
        };
        return Some(Command::Amendment { contract, event });
    }
    let mut says = Vec::new();
    for (line, terms) in terms.iter().enumerate() {
        let Some(committed) = terms.committed.filter(|_| terms.contract == contract) else { continue };
        let Figures { accepted, open, .. } = trade.book.now(line);
        // What is taken exactly, a little less or more, or anything up to twice the first quantity.
        let quantity = match numbers.random_range(0..6) {
            0 => accepted + open,
            1 => accepted + open - 1,
            2 => accepted + open + numbers.random_range(0..=MOST),
            _ => numbers.random_range(0..=2 * committed),
        };
        says.push((line, quantity.max(1)));
    }
    let last = trade.book.texts.iter().filter(|text| text.contract == contract).map(|text| text.from).max();
    let from = day_of(trade.book.today) + 86_400 * numbers.random_range(0..=2);
    (!says.is_empty()).then_some(Command::Propose {
        contract,
        from: last.map_or(from, |last| last.max(from)),
        says,
    })
}

/// Events that end something or take it back.
const ENDINGS: [&str; 5] = ["cancel", "close_short", "lose", "reverse", "withdraw"];

/// What moves something on; none when nothing waits.
fn onward(trade: &Trade, numbers: &mut StdRng) -> Option<Command> {
    let allowed = |table: &Table, state: &str| {
        // What moves goods on stands first in its table.
        table
            .iter()
            .find(|(from, event, _)| *from == state && !ENDINGS.contains(event))
            .map(|(_, event, _)| *event)
    };
    let mut all = Vec::new();
    for (order, its) in trade.orders.iter().enumerate() {
        if MAY_SHIP.contains(&its.state) && its.lines.iter().any(|line| trade.left(*line) > 0) {
            // Now and then with goods of another order, of this contract or another.
            let other =
                (0..trade.orders.len()).filter(|other| MAY_SHIP.contains(&trade.orders[*other].state));
            let other = if numbers.random_range(0..3) == 0 { choose(other.collect(), numbers) } else { None };
            all.push(plan(trade, other.into_iter().chain([order]).collect(), numbers));
        }
        all.extend(allowed(ORDER, its.state).map(|event| Command::Order { order, event }));
    }
    for (shipment, its) in trade.shipments.iter().enumerate() {
        if RECEIVABLE.contains(&its.state) && !is_captured(trade, shipment) {
            all.push(capture(trade, shipment, numbers));
        }
        all.extend(allowed(SHIPMENT, its.state).map(|event| Command::Shipment { shipment, event }));
    }
    for (receipt, its) in trade.receipts.iter().enumerate() {
        all.extend(allowed(RECEIPT, its.state).map(|event| Command::Receipt { receipt, event }));
    }
    choose(all, numbers)
}

const MAY_SHIP: [&str; 2] = ["accepted", "in_fulfilment"];
const RECEIVABLE: [&str; 5] = ["departed", "diverted", "arrived", "unloading", "received"];

fn is_captured(trade: &Trade, shipment: usize) -> bool {
    trade
        .receipts
        .iter()
        .any(|its| its.shipment == shipment && !["reversed", "withdrawn"].contains(&its.state))
}

/// Another way out of a state than the usual one; none where there is none.
fn ending(trade: &Trade, numbers: &mut StdRng) -> Option<Command> {
    let allowed = |table: &'static Table, state: &str| {
        let events = table.iter().filter(|(from, _, _)| *from == state).map(|(_, event, _)| *event);
        events.collect::<Vec<_>>()
    };
    let mut all = Vec::new();
    for (order, its) in trade.orders.iter().enumerate() {
        all.extend(allowed(ORDER, its.state).into_iter().map(|event| Command::Order { order, event }));
    }
    for (shipment, its) in trade.shipments.iter().enumerate() {
        let events = allowed(SHIPMENT, its.state).into_iter();
        all.extend(events.map(|event| Command::Shipment { shipment, event }));
    }
    for (receipt, its) in trade.receipts.iter().enumerate() {
        all.extend(allowed(RECEIPT, its.state).into_iter().map(|event| Command::Receipt { receipt, event }));
    }
    choose(all, numbers).map(|command| with_amount(trade, command, numbers))
}

/// Any event on anything, mostly not allowed; another shipment for an order, another capture of a shipment.
fn anything(trade: &Trade, numbers: &mut StdRng) -> Option<Command> {
    let any = |count: usize, numbers: &mut StdRng| choose((0..count).collect(), numbers);
    let event = |table: &Table, numbers: &mut StdRng| table[numbers.random_range(0..table.len())].1;
    let order = any(trade.orders.len(), numbers)?;
    match numbers.random_range(0..5) {
        0 => Some(Command::Order { order, event: event(ORDER, numbers) }),
        1 => Some(plan(trade, vec![order, any(trade.orders.len(), numbers)?], numbers)),
        2 => any(trade.shipments.len(), numbers)
            .map(|shipment| Command::Shipment { shipment, event: event(SHIPMENT, numbers) }),
        3 => any(trade.shipments.len(), numbers).map(|shipment| capture(trade, shipment, numbers)),
        _ => any(trade.receipts.len(), numbers)
            .map(|receipt| Command::Receipt { receipt, event: event(RECEIPT, numbers) }),
    }
    .map(|command| with_amount(trade, command, numbers))
}

fn choose<T>(mut all: Vec<T>, numbers: &mut StdRng) -> Option<T> {
    if all.is_empty() {
        return None;
    }
    Some(all.swap_remove(numbers.random_range(0..all.len())))
}

/// A counter-offer says how much.
fn with_amount(trade: &Trade, command: Command, numbers: &mut StdRng) -> Command {
    match command {
        Command::Order { order, event: "counter" } => {
            let lines = &trade.orders[order].lines;
            let order_line = lines[numbers.random_range(0..lines.len())];
            Command::Counter { order, order_line, amount: amount(MOST, numbers) }
        }
        other => other,
    }
}

/// Small, usual and large amounts.
fn amount(most: i64, numbers: &mut StdRng) -> i64 {
    match numbers.random_range(0..6) {
        0 => numbers.random_range(1..=10.min(most)),
        1 => most,
        _ => numbers.random_range(1..=most),
    }
}

fn lines(trade: &Trade, numbers: &mut StdRng) -> Vec<Asked> {
    let terms = &trade.book.terms;
    let contract = terms[numbers.random_range(0..terms.len())].contract;
    let of_contract: Vec<usize> = (0..terms.len()).filter(|line| terms[*line].contract == contract).collect();
    let count = numbers.random_range(1..=3);
    (0..count)
        .map(|_| {
            let contract_line = of_contract[numbers.random_range(0..of_contract.len())];
            // Now and then exactly what is left, and one more than that.
            let left = trade.book.now(contract_line).callable.filter(|left| *left > 0);
            let amount = match (left, numbers.random_range(0..8)) {
                (Some(left), 0) => left,
                (Some(left), 1) => left + 1,
                (Some(left), 2..=6) => amount(left.min(MOST), numbers),
                _ => amount(MOST, numbers),
            };
            let over_tolerance_bp = [0, 0, 0, 500][numbers.random_range(0..4)];
            Asked { contract_line, amount, over_tolerance_bp }
        })
        .collect()
}

fn plan(trade: &Trade, mut orders: Vec<usize>, numbers: &mut StdRng) -> Command {
    orders.sort_unstable();
    orders.dedup();
    let mut loaded: Vec<(usize, i64)> = Vec::new();
    let vehicles =
        (0..numbers.random_range(1..=2)).map(|_| load(trade, &orders, &mut loaded, numbers)).collect();
    Command::Plan { orders, vehicles }
}

/// A vehicle's goods; `loaded` is what the vehicles before it and it carry.
fn load(
    trade: &Trade,
    orders: &[usize],
    loaded: &mut Vec<(usize, i64)>,
    numbers: &mut StdRng,
) -> Vec<(usize, i64)> {
    (0..numbers.random_range(1..=2))
        .map(|_| {
            let lines = &trade.orders[orders[numbers.random_range(0..orders.len())]].lines;
            let line = lines[numbers.random_range(0..lines.len())];
            // A part of what is left, all of it, one more than that, or anything.
            let before: i64 = loaded.iter().filter(|(its, _)| *its == line).map(|(_, base)| base).sum();
            let left = (trade.left(line) - before).max(1);
            let goods = match numbers.random_range(0..16) {
                0..=9 => amount(left, numbers),
                10..=13 => left,
                14 => left + 1,
                _ => amount(MOST, numbers),
            };
            loaded.push((line, goods));
            (line, goods)
        })
        .collect()
}

fn capture(trade: &Trade, shipment: usize, numbers: &mut StdRng) -> Command {
    let items = &trade.shipments[shipment].items;
    let all = numbers.random_range(0..3) > 0;
    let mut some: Vec<usize> =
        items.iter().copied().filter(|_| all || numbers.random_range(0..2) == 0).collect();
    if some.is_empty() {
        some.push(items[0]);
    }
    let lines = some.into_iter().map(|item| received(item, trade.book.items[item].loaded, numbers)).collect();
    Command::Capture { shipment, lines }
}

/// What became of an item; one in twenty does not close.
fn received(item: usize, loaded: i64, numbers: &mut StdRng) -> Received {
    let surplus = if numbers.random_range(0..8) == 0 { numbers.random_range(0..=loaded / 10) } else { 0 };
    let mut left = loaded + surplus;
    let mut part = |numbers: &mut StdRng, one_in: u32| {
        if numbers.random_range(0..one_in) > 0 {
            return 0;
        }
        let part = numbers.random_range(0..=left);
        left -= part;
        part
    };
    let [held_excess, rejected, missing] = [8, 6, 8].map(|one_in| part(numbers, one_in));
    let shrink = part(numbers, 8);
    let error = i64::from(numbers.random_range(0..20) == 0);
    Received { item, accepted: left, held_excess, rejected, missing, surplus, shrink: shrink + error }
}

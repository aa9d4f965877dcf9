//! How shipments and receipts move the orders they serve: the first goods start an order, the last
//! accepted amount completes it, a reversed receipt opens it again.
//!
//! Owns the running `accepted_base` of order lines. Whoever calls has locked the shipment before, and locks
//! the contract lines after.

use std::collections::BTreeMap;

use api_types::TransitionRequest;
use chrono::NaiveDate;
use domain::logistics::{
    CallOffEvent, CallOffState, OrderedLine, check_beyond_orders, check_call_off, check_may_ship,
};
use domain::shared::{CallOffId, CallOffLineId, ContractLineId};
use service::{Error, OccurredAt, Tx};

use super::balances::{current, lock_lines};
use super::call_offs::{CallOffLineRow, Order, lock_orders, set_accepted};
use super::queries::causes::last_received;
use super::value::{Goods, judge_taken_again, limited_by_value};

/// Whether goods may be loaded for these orders.
pub(crate) fn check_shippable(orders: &[Order]) -> Result<(), Error> {
    let states: Vec<_> = orders.iter().map(|order| (order.row.number.clone(), order.row.state)).collect();
    Ok(check_may_ship(&states)?)
}

/// The goods of locked orders leave: an accepted order is in fulfilment from now on.
pub(crate) async fn start(tx: &mut Tx<'_>, orders: Vec<Order>, occurred: OccurredAt) -> Result<(), Error> {
    for mut order in orders {
        if order.row.state == CallOffState::Accepted {
            follow(tx, &mut order, CallOffEvent::StartFulfilment, occurred).await?;
        }
    }
    Ok(())
}

/// Adds what a receipt accepted on the lines of locked orders; an order is received with the last of what it asks for.
pub(crate) async fn add_accepted(
    tx: &mut Tx<'_>,
    orders: Vec<Order>,
    accepted: &BTreeMap<CallOffLineId, i64>,
    occurred: OccurredAt,
) -> Result<(), Error> {
    for mut order in orders {
        add(tx, &mut order, accepted, 1).await?;
        complete(tx, &mut order, occurred).await?;
    }
    Ok(())
}

/// A locked order whose lines ask for no more than was accepted on them is received.
pub(super) async fn complete(
    tx: &mut Tx<'_>,
    order: &mut Order,
    mut occurred: OccurredAt,
) -> Result<(), Error> {
    if order.row.state != CallOffState::InFulfilment || !all_accepted(order) {
        return Ok(());
    }
    let last = last_received(tx.conn, order.row.id).await?;
    occurred.at = last.map_or(occurred.at, |last| occurred.at.max(last));
    follow(tx, order, CallOffEvent::Receive, occurred).await
}

fn all_accepted(order: &Order) -> bool {
    order.lines.iter().all(|line| line.accepted_base >= line.ordered_base)
}

/// Takes back what a receipt accepted on the lines of locked orders: one that was complete, or has ended, is open again for
/// its goods. What an order closed short had given back is taken again, as far as nobody has ordered it since.
pub(crate) async fn take_back(
    tx: &mut Tx<'_>,
    orders: Vec<Order>,
    accepted: &BTreeMap<CallOffLineId, i64>,
    occurred: OccurredAt,
) -> Result<(), Error> {
    let (limited, mut given_back) = (limited_by_value(&orders), Vec::new());
    for mut order in orders {
        let ended = matches!(order.row.state, CallOffState::Closed | CallOffState::ClosedShort);
        if ended {
            check_taken_again(tx, &order).await?;
            let rest = |line: &CallOffLineRow| (line.ordered_base - line.accepted_base).max(0);
            given_back.extend(order.lines.iter().map(|line| Goods::of(line, rest(line))));
        }
        let complete = add(tx, &mut order, accepted, -1).await?;
        if ended || (!complete && order.row.state == CallOffState::Received) {
            follow(tx, &mut order, CallOffEvent::Reopen, occurred).await?;
        }
    }
    if given_back.is_empty() {
        return Ok(());
    }
    judge_taken_again(tx, &limited, &given_back).await
}

/// Takes back a part of what a line of an order accepted, by a claim that has ended: a complete order is open again for it; one
/// that has ended stays so, and its contract line has more left. The shipment of the goods is locked.
pub(crate) async fn take_part_back(
    tx: &mut Tx<'_>,
    order: CallOffId,
    part: (CallOffLineId, i64),
    occurred: OccurredAt,
) -> Result<(), Error> {
    let orders = lock_orders(tx.conn, &[order]).await?;
    lock_lines(tx.conn, &orders).await?;
    for mut order in orders {
        let complete = add(tx, &mut order, &BTreeMap::from([part]), -1).await?;
        if !complete && order.row.state == CallOffState::Received {
            follow(tx, &mut order, CallOffEvent::Reopen, occurred).await?;
        }
    }
    Ok(())
}

/// What a receipt accepts beyond what its open orders wait for.
pub(crate) fn beyond_what_was_ordered(
    orders: &[Order],
    accepted: &BTreeMap<CallOffLineId, i64>,
) -> Vec<Goods> {
    let lines = orders.iter().flat_map(|order| &order.lines);
    let beyond = lines.filter_map(|line| {
        let waits_for = if line.open { (line.ordered_base - line.accepted_base).max(0) } else { 0 };
        let base = (accepted.get(&line.id)? - waits_for).max(0);
        Some(Goods::of(line, base))
    });
    beyond.collect()
}

/// What a receipt accepts beyond what its open orders wait for, per contract line, fits into what nobody has ordered.
pub(crate) async fn beyond_orders(
    tx: &mut Tx<'_>,
    orders: &[Order],
    accepted: &BTreeMap<CallOffLineId, i64>,
    day: NaiveDate,
) -> Result<(), Error> {
    let mut beyond: BTreeMap<ContractLineId, i64> = BTreeMap::new();
    for line in orders.iter().flat_map(|order| &order.lines) {
        let Some(accepted) = accepted.get(&line.id) else { continue };
        let draw = line.draw();
        let waits_for = if line.open { draw.open() } else { 0 };
        let over = line.counted((draw.receives((*accepted).into()) - waits_for).max(0));
        *beyond.entry(over.contract_line).or_default() += over.quantity.base();
    }
    let lines: Vec<ContractLineId> = beyond.keys().copied().collect();
    let balances = current(tx.conn, &lines, (day, tx.today())).await?;
    Ok(check_beyond_orders(&balances, &beyond)?)
}

/// Whether what an ended order gave back still is callable.
async fn check_taken_again(tx: &mut Tx<'_>, order: &Order) -> Result<(), Error> {
    let rest = |line: &CallOffLineRow| {
        let rest = line.draw().open();
        (rest > 0).then(|| line.counted(rest))
    };
    let given_back: Vec<OrderedLine> = order.lines.iter().filter_map(rest).collect();
    if given_back.is_empty() {
        return Ok(());
    }
    let lines: Vec<ContractLineId> = given_back.iter().map(|line| line.contract_line).collect();
    let balances = current(tx.conn, &lines, (tx.today(), tx.today())).await?;
    Ok(check_call_off(&balances, &given_back)?)
}

/// Adds to the running figures of an order; gives whether everything it asks for is accepted now.
async fn add(
    tx: &mut Tx<'_>,
    order: &mut Order,
    accepted: &BTreeMap<CallOffLineId, i64>,
    sign: i64,
) -> Result<bool, Error> {
    for line in &mut order.lines {
        let Some(base) = accepted.get(&line.id) else { continue };
        line.accepted_base += sign * base;
        set_accepted(tx.conn, line.id, line.accepted_base).await?;
    }
    Ok(all_accepted(order))
}

async fn follow(
    tx: &mut Tx<'_>,
    order: &mut Order,
    event: CallOffEvent,
    occurred: OccurredAt,
) -> Result<(), Error> {
    tx.follow(order, event, occurred, &TransitionRequest::default()).await
}

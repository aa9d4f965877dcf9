//! How shipments and receipts move the orders they serve: the first goods start an order, the last
//! accepted amount completes it, a reversed receipt opens it again.
//!
//! Owns the running `accepted_base` of order lines. Whoever calls has locked the shipment before, and locks
//! the contract lines after.

use std::collections::BTreeMap;

use api_types::TransitionRequest;
use domain::logistics::{CallOffEvent, CallOffState, check_may_ship};
use domain::shared::CallOffLineId;
use service::{Error, OccurredAt, Tx};

use super::call_offs::{Order, set_accepted};

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

/// Adds what receipts accepted on the lines of locked orders (negative where one is reversed), then moves each order to
/// where its lines now stand.
pub(crate) async fn add_accepted(
    tx: &mut Tx<'_>,
    orders: Vec<Order>,
    accepted: &BTreeMap<CallOffLineId, i64>,
    occurred: OccurredAt,
) -> Result<(), Error> {
    for mut order in orders {
        for line in &mut order.lines {
            let Some(base) = accepted.get(&line.id) else { continue };
            line.accepted_base += base;
            set_accepted(tx.conn, line.id, line.accepted_base).await?;
        }
        let complete = order.lines.iter().all(|line| line.accepted_base >= line.ordered_base);
        match (order.row.state, complete) {
            (CallOffState::InFulfilment, true) => {
                follow(tx, &mut order, CallOffEvent::Receive, occurred).await?;
            }
            (CallOffState::Received, false) => {
                follow(tx, &mut order, CallOffEvent::Reopen, occurred).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

async fn follow(
    tx: &mut Tx<'_>,
    order: &mut Order,
    event: CallOffEvent,
    occurred: OccurredAt,
) -> Result<(), Error> {
    tx.follow(order, event, occurred, &TransitionRequest::default()).await
}

//! How shipments and receipts move the orders they serve: the first goods start an order, the last
//! accepted amount completes it, a reversed receipt opens it again.
//!
//! Owns the running `accepted_base` of order lines. Whoever calls has locked the shipment before, and locks
//! the contract lines after.

use std::collections::BTreeMap;

use api_types::TransitionRequest;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::{CallOffEvent, CallOffState, check_may_ship};
use domain::shared::{CallOffId, CallOffLineId, ContractId, Id as _, Lifecycle as _, PartyId};
use service::{Error, NewTransition, Tx};

use crate::claims::Claim;
use crate::projections::contracts_by_id;
use crate::schema::{call_off, call_off_line};
use crate::tenancy::{Scope, audience};

/// An order, as far as goods move it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = call_off)]
pub(crate) struct ServedOrder {
    pub(crate) id: CallOffId,
    pub(crate) number: String,
    pub(crate) contract_id: ContractId,
    pub(crate) supplier_id: PartyId,
    pub(crate) buyer_id: PartyId,
    pub(crate) state: CallOffState,
    version: i64,
}

/// Orders in sight by id; what is not in sight is left out.
pub(crate) async fn orders_in(
    conn: &mut Connection,
    scope: Scope,
    ids: &[CallOffId],
) -> Result<Vec<ServedOrder>, Error> {
    let rows = call_off::table
        .filter(call_off::id.eq_any(ids))
        .filter(call_off::contract_id.eq_any(scope.contracts()))
        .order(call_off::id.asc())
        .select(ServedOrder::as_select());
    Ok(rows.load(conn).await?)
}

/// Locks orders until the transaction ends, in order of their ids.
pub(crate) async fn lock_orders(conn: &mut Connection, ids: &[CallOffId]) -> Result<Vec<ServedOrder>, Error> {
    let rows = call_off::table
        .filter(call_off::id.eq_any(ids))
        .order(call_off::id.asc())
        .select(ServedOrder::as_select())
        .for_no_key_update();
    Ok(rows.load(conn).await?)
}

/// Whether goods may be loaded for these orders.
pub(crate) fn check_shippable(orders: &[ServedOrder]) -> Result<(), Error> {
    let states: Vec<_> = orders.iter().map(|order| (order.number.clone(), order.state)).collect();
    Ok(check_may_ship(&states)?)
}

/// The goods of orders leave: an accepted order is in fulfilment from now on. The orders are locked.
pub(crate) async fn start(tx: &mut Tx<'_>, orders: Vec<ServedOrder>, claim: &Claim) -> Result<(), Error> {
    for order in orders.into_iter().filter(|order| order.state == CallOffState::Accepted) {
        move_order(tx, order, CallOffEvent::StartFulfilment, claim).await?;
    }
    Ok(())
}

/// Adds what receipts accepted on order lines (negative where one is reversed), then moves each order to
/// where its lines now stand. The orders are locked.
pub(crate) async fn add_accepted(
    tx: &mut Tx<'_>,
    orders: Vec<ServedOrder>,
    accepted: &BTreeMap<CallOffLineId, i64>,
    claim: &Claim,
) -> Result<(), Error> {
    for (line, base) in accepted {
        diesel::update(call_off_line::table.find(*line))
            .set(call_off_line::accepted_base.eq(call_off_line::accepted_base + *base))
            .prepared()
            .execute(tx.conn)
            .await?;
    }
    let ids: Vec<CallOffId> = orders.iter().map(|order| order.id).collect();
    let waiting: Vec<CallOffId> = call_off_line::table
        .filter(call_off_line::call_off_id.eq_any(&ids))
        .filter(call_off_line::accepted_base.lt(call_off_line::ordered_base))
        .select(call_off_line::call_off_id)
        .distinct()
        .load(tx.conn)
        .await?;
    for order in orders {
        let event = match (order.state, waiting.contains(&order.id)) {
            (CallOffState::InFulfilment, false) => CallOffEvent::Receive,
            (CallOffState::Received, true) => CallOffEvent::Reopen,
            _ => continue,
        };
        move_order(tx, order, event, claim).await?;
    }
    Ok(())
}

async fn move_order(
    tx: &mut Tx<'_>,
    order: ServedOrder,
    event: CallOffEvent,
    claim: &Claim,
) -> Result<(), Error> {
    let next = order.state.apply(event)?;
    diesel::update(call_off::table.find(order.id))
        .set((
            call_off::state.eq(next),
            call_off::version.eq(order.version + 1),
            call_off::updated_at.eq(tx.now),
        ))
        .prepared()
        .execute(tx.conn)
        .await?;
    tx.record(NewTransition {
        subject: order.id.uuid(),
        event: event.label(),
        from: order.state.label(),
        to: next.label(),
        version: order.version,
        role: None,
        request: &TransitionRequest::default(),
        occurred_at: claim.at,
        backfilled: claim.backfilled,
    });
    let what = match event {
        CallOffEvent::Receive => "call_off.received",
        CallOffEvent::Reopen => "call_off.reopened",
        _ => "call_off.fulfilment_started",
    };
    let contract = contracts_by_id(tx.conn, &[order.contract_id]).await?.remove(&order.contract_id);
    let contract =
        contract.ok_or_else(|| Error::Internal(format!("{} is not projected", order.contract_id)))?;
    let data = serde_json::json!({
        "call_off_id": order.id, "contract_id": order.contract_id, "state": next, "version": order.version + 1,
    });
    tx.push(what, order.id, audience(&contract), data);
    Ok(())
}

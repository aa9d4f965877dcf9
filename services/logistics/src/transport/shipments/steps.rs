//! The steps of a shipment: what they need, what they bring about. Taken by a request, by a vehicle's own report, or by a
//! receipt.

use api_types::TransitionRequest;
use domain::logistics::ShipmentEvent;
use domain::shared::Lifecycle as _;
use service::{Error, OccurredAt, Stateful as _, Tx};

use super::gate::{free_heads, pass_gate};
use super::queries;
use super::rows::WholeShipment;
use crate::ordering::{Order, check_shippable, lock_orders, start};

/// What a step needs besides its state: papers for today in Jakarta, whatever day it is said to be of, and orders that
/// may be shipped. Gives the orders it has locked.
async fn judge(
    tx: &mut Tx<'_>,
    whole: &mut WholeShipment,
    event: ShipmentEvent,
) -> Result<Vec<Order>, Error> {
    if !matches!(event, ShipmentEvent::MakeReady | ShipmentEvent::Depart) {
        return Ok(Vec::new());
    }
    let orders = lock_orders(tx.conn, &whole.call_offs()).await?;
    check_shippable(&orders)?;
    pass_gate(tx.conn, whole, &orders, tx.today()).await?;
    Ok(orders)
}

/// What a step changes besides the state.
pub(super) async fn take_effect(
    tx: &mut Tx<'_>,
    whole: &mut WholeShipment,
    event: ShipmentEvent,
    occurred: OccurredAt,
) -> Result<(), Error> {
    let orders = judge(tx, whole, event).await?;
    match event {
        ShipmentEvent::Depart => {
            leave(tx, whole, occurred).await?;
            start(tx, orders, occurred).await
        }
        ShipmentEvent::Arrive => come(tx, whole, occurred).await,
        ShipmentEvent::StartLoading | ShipmentEvent::Cancel => free_heads(tx.conn, whole).await,
        _ => Ok(()),
    }
}

/// Takes a step of a locked shipment that follows from another fact.
pub(crate) async fn follow_shipment(
    tx: &mut Tx<'_>,
    whole: &mut WholeShipment,
    event: ShipmentEvent,
    occurred: OccurredAt,
) -> Result<(), Error> {
    take_effect(tx, whole, event, occurred).await?;
    tx.follow(whole, event, occurred, &TransitionRequest::default()).await
}

/// Takes a step that a vehicle's report leads to, where it is the caller's and state, papers and orders allow it;
/// otherwise the shipment stays.
pub(crate) async fn follow_if_allowed(
    tx: &mut Tx<'_>,
    whole: &mut WholeShipment,
    event: ShipmentEvent,
    occurred: OccurredAt,
) -> Result<(), Error> {
    if whole.acting_role(tx.caller(), event).is_none() || whole.row.state.next(event).is_none() {
        return Ok(());
    }
    match follow_shipment(tx, whole, event, occurred).await {
        // Judged before anything is changed.
        Err(Error::Refused(_)) => Ok(()),
        done => done,
    }
}

async fn leave(tx: &mut Tx<'_>, whole: &mut WholeShipment, occurred: OccurredAt) -> Result<(), Error> {
    if whole.vehicles.iter().any(|vehicle| vehicle.departed_at.is_none()) {
        queries::vehicles_left(tx.conn, whole.row.id, occurred.at).await?;
    }
    for vehicle in &mut whole.vehicles {
        vehicle.departed_at.get_or_insert(occurred.at);
    }
    whole.row.departed_at = whole.vehicles.iter().filter_map(|vehicle| vehicle.departed_at).min();
    Ok(())
}

async fn come(tx: &mut Tx<'_>, whole: &mut WholeShipment, occurred: OccurredAt) -> Result<(), Error> {
    if whole.vehicles.iter().any(|vehicle| vehicle.arrived_at.is_none()) {
        queries::vehicles_came(tx.conn, whole.row.id, occurred.at).await?;
    }
    for vehicle in &mut whole.vehicles {
        vehicle.arrived_at.get_or_insert(occurred.at);
    }
    whole.row.arrived_at = whole.vehicles.iter().filter_map(|vehicle| vehicle.arrived_at).max();
    Ok(())
}

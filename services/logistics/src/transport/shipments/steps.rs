//! The steps of a shipment: what they need, what they bring about. Taken by a request, by a vehicle's own report, or by a
//! receipt.

use api_types::TransitionRequest;
use domain::logistics::{ShipmentEvent, check_none_captured};
use domain::say;
use domain::shared::{Bilingual, Cause, Lifecycle as _};
use service::{Error, OccurredAt, Stateful as _, Tx};

use super::gate::{check_recalls, free_heads, pass_gate};
use super::lots::expect_set_aside;
use super::origin::judge_origin;
use super::queries;
use super::rows::{VehicleRow, WholeShipment};
use crate::ordering::{
    Happening, Order, acceptances, check_limits, check_shippable, expect_fresh, judge_shipment, lock_orders,
    start,
};
use crate::settling::open_for_lost_goods;

/// What a step of goods that have not left needs besides its state: orders that were accepted before and may be shipped,
/// the guarantee of their contracts; to be ready and to leave, fresh news, what the orders still ask for, the facility, and papers. All
/// for the day it happens. Gives the orders it has locked.
async fn judge(
    tx: &mut Tx<'_>,
    whole: &mut WholeShipment,
    event: ShipmentEvent,
    occurred: &mut OccurredAt,
) -> Result<Vec<Order>, Error> {
    use ShipmentEvent::{Depart, MakeReady, StartLoading};
    if !matches!(event, StartLoading | MakeReady | Depart) {
        return Ok(Vec::new());
    }
    if event != StartLoading {
        expect_fresh(tx.conn, tx.now).await?;
    }
    let orders = lock_orders(tx.conn, &whole.call_offs()).await?;
    check_shippable(&orders)?;
    occurred.after(&acceptances(tx.conn, &orders).await?)?;
    judge_shipment(tx.conn, &orders, occurred.day()).await?;
    if event != StartLoading {
        let happening = if event == Depart { Happening::Leaves(*occurred) } else { Happening::Planned };
        check_limits(tx.conn, &orders, &whole.goods(), happening, tx.now).await?;
        check_recalls(tx.conn, whole).await?;
        expect_set_aside(tx.conn, whole).await?;
        judge_origin(tx.conn, whole, occurred.day()).await?;
        // Last, because it counts what travels under the papers.
        pass_gate(tx.conn, whole, &orders, occurred.day()).await?;
    }
    Ok(orders)
}

/// What the vehicles have reported of a journey: a shipment arrives with its last vehicle.
fn reported(whole: &WholeShipment) -> Vec<Cause> {
    whole.vehicles.iter().flat_map(VehicleRow::journey).collect()
}

impl VehicleRow {
    /// When it left and arrived, as far as it is known.
    pub(crate) fn journey(&self) -> impl Iterator<Item = Cause> {
        let came = self.arrived_at.map(|at| {
            let plate = Bilingual::same(self.plate.clone());
            Cause::new(say!("kedatangan {plate}", "the arrival of {plate}", plate = plate), at)
        });
        self.departure().into_iter().chain(came)
    }

    /// When it left, as far as it is known.
    fn departure(&self) -> Option<Cause> {
        let plate = Bilingual::same(self.plate.clone());
        let what = say!("keberangkatan {plate}", "the departure of {plate}", plate = plate);
        self.departed_at.map(|at| Cause::new(what, at))
    }
}

/// What a step changes besides the state.
pub(super) async fn take_effect(
    tx: &mut Tx<'_>,
    whole: &mut WholeShipment,
    event: ShipmentEvent,
    occurred: &mut OccurredAt,
) -> Result<(), Error> {
    let orders = judge(tx, whole, event, occurred).await?;
    match event {
        ShipmentEvent::StartLoading | ShipmentEvent::Cancel => {
            whole.row.ready_date = None;
            free_heads(tx.conn, whole).await
        }
        ShipmentEvent::MakeReady => {
            whole.row.ready_date = Some(occurred.day());
            Ok(())
        }
        ShipmentEvent::TurnBack => expect_none_captured(tx, whole).await,
        ShipmentEvent::Lose => {
            expect_none_captured(tx, whole).await?;
            open_for_lost_goods(tx, whole).await
        }
        ShipmentEvent::Depart => {
            leave(tx, whole, *occurred).await?;
            start(tx, orders, *occurred).await
        }
        ShipmentEvent::Arrive => {
            occurred.after(&reported(whole))?;
            come(tx, whole, *occurred).await
        }
        _ => Ok(()),
    }
}

/// Nobody at the receiver's is busy with its goods.
async fn expect_none_captured(tx: &mut Tx<'_>, whole: &WholeShipment) -> Result<(), Error> {
    Ok(check_none_captured(&queries::in_progress(tx.conn, whole.row.id).await?)?)
}

/// Takes a step of a locked shipment that follows from another fact.
pub(crate) async fn follow_shipment(
    tx: &mut Tx<'_>,
    whole: &mut WholeShipment,
    event: ShipmentEvent,
    mut occurred: OccurredAt,
) -> Result<(), Error> {
    take_effect(tx, whole, event, &mut occurred).await?;
    tx.follow(whole, event, occurred, &TransitionRequest::default()).await
}

/// Takes a step that a vehicle's report leads to, where it is the caller's and state, papers, orders and guarantee allow
/// it, and can be judged now; otherwise the shipment stays.
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
        Err(Error::Refused(_) | Error::Behind { .. } | Error::Unavailable(..)) => Ok(()),
        done => done,
    }
}

/// It is on the road from here. Where one of its vehicles has said so itself, the others say when they leave; else all leave
/// together.
async fn leave(tx: &mut Tx<'_>, whole: &mut WholeShipment, occurred: OccurredAt) -> Result<(), Error> {
    if whole.vehicles.iter().all(|vehicle| vehicle.departed_at.or(vehicle.arrived_at).is_none()) {
        queries::vehicles_left(tx.conn, whole.row.id, occurred.at).await?;
        for vehicle in &mut whole.vehicles {
            vehicle.departed_at = Some(occurred.at);
        }
    }
    let first = whole.vehicles.iter().filter_map(|vehicle| vehicle.departed_at).min();
    whole.row.departed_at = first.or(Some(occurred.at));
    Ok(())
}

/// A vehicle that has not said so came with the shipment, or with the first of its goods that was received.
async fn come(tx: &mut Tx<'_>, whole: &mut WholeShipment, occurred: OccurredAt) -> Result<(), Error> {
    if whole.vehicles.iter().any(|vehicle| vehicle.arrived_at.is_none()) {
        let received = queries::first_received(tx.conn, whole.row.id).await?;
        for vehicle in whole.vehicles.iter_mut().filter(|vehicle| vehicle.arrived_at.is_none()) {
            let first = received.get(&vehicle.id).copied().unwrap_or(occurred.at);
            vehicle.arrived_at = Some(first.min(occurred.at));
        }
        queries::vehicles_came(tx.conn, &whole.vehicles).await?;
    }
    whole.row.arrived_at = whole.vehicles.iter().filter_map(|vehicle| vehicle.arrived_at).max();
    Ok(())
}

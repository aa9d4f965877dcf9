//! What can be done with vehicle events.

use api_types::Check;
use api_types::logistics::PutVehicleEventRequest;
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use domain::logistics::{
    Report, ShipmentEvent, ShipmentHappened, ShipmentState, VehicleEventHappened, VehicleEventType,
    check_heads, check_report,
};
use domain::shared::{Bilingual, Cause, Place, VehicleEventId, check_not_after, check_not_before};
use futures_util::future::{try_join, try_join3};
use service::{Emitted, Error, OccurredAt, Stateful as _, Tx, occurred_by};
use web::{Caller, Command, Reply, RequestMeta};

use super::access::op;
use super::queries::{self, VehicleEventRow};
use crate::context::Context;
use crate::ordering::{acceptances, orders_of};
use crate::transport::shipments::{
    ShipmentRow, WholeShipment, another_side, find_on_the_road, first_received, follow_if_allowed,
    lock_shipment, readers,
};

/// Records a vehicle event; 201, or 200 for the same content again.
pub(super) async fn put_vehicle_event(
    context: &Context,
    id: VehicleEventId,
    command: Command<op::PutVehicleEvent, PutVehicleEventRequest>,
) -> Result<Reply, web::ApiError> {
    let Command { meta, body, .. } = command;
    match body.r#type {
        VehicleEventType::Departed => moved(context, id, meta, body, ShipmentEvent::Depart).await,
        VehicleEventType::Arrived => moved(context, id, meta, body, ShipmentEvent::Arrive).await,
        _ => Ok(context.core.judge(async || noted(context, id, &meta, &body).await).await?),
    }
}

/// An event that may move its shipment, under the shipment's lock.
async fn moved(
    context: &Context,
    id: VehicleEventId,
    meta: RequestMeta,
    body: PutVehicleEventRequest,
    step: ShipmentEvent,
) -> Result<Reply, web::ApiError> {
    if step == ShipmentEvent::Depart {
        context.core.hear("catalog").await;
    }
    context
        .core
        .write(meta, async move |tx| {
            let mut whole = lock_shipment(tx.conn, tx.caller(), body.shipment_id).await?;
            expect_mover(&whole.row, tx.caller())?;
            let conn: &Connection = tx.conn;
            let found = try_join3(
                queries::find_event(conn, id),
                readers(conn, whole.row.id),
                queries::reports_of(conn, body.shipment_id, body.vehicle_id),
            );
            let (audience, reports) = match found.await? {
                (Some(before), ..) => return repeated(before, &body, whole.row.state),
                (None, parties, reports) => (Audience::Parties(parties), reports),
            };
            let seen = (whole.row.state, reports);
            let row = checked(conn, tx.meta, tx.now, id, &body, seen).await?;
            check_journey(conn, &whole, &row).await?;
            if !queries::insert_event(conn, &row).await? {
                return Err(taken());
            }
            // A report of another side than the one that takes the step stays a report.
            if whole.acting_role(tx.caller(), step).is_some() {
                follow_vehicle(tx, &mut whole, &row).await?;
            }
            tx.emit_to(row.id, audience, VehicleEventHappened::Recorded, row.event_data(whole.row.state))?;
            recorded(row, whole.row.state)
        })
        .await
}

/// An event that moves nothing: a read, and one statement.
async fn noted(
    context: &Context,
    id: VehicleEventId,
    meta: &RequestMeta,
    body: &PutVehicleEventRequest,
) -> Result<Reply, Error> {
    let core = &context.core;
    let (caller, now) = (&meta.caller, core.clock.now());
    let (shipment, vehicle) = (body.shipment_id, body.vehicle_id);
    let looked = async |conn: &Connection| {
        let found =
            try_join(find_on_the_road(conn, caller, shipment), queries::reports_of(conn, shipment, vehicle));
        let (found, reports) = found.await?;
        let (shipment, readers) = found.ok_or(Error::NotFound)?;
        expect_mover(&shipment, caller)?;
        let row = checked(conn, meta, now, id, body, (shipment.state, reports)).await;
        Ok((shipment, readers, row))
    };
    let (shipment, readers, row) = core.fast(looked).await?;
    let refused = match row {
        Ok(row) => {
            let emitted = Emitted {
                subject: row.id,
                audience: Audience::Parties(readers),
                happened: VehicleEventHappened::Recorded,
                data: row.event_data(shipment.state),
            };
            if core.append(meta, now, queries::inserting(&row), emitted).await? {
                return recorded(row, shipment.state);
            }
            Error::Internal(format!("{id} is taken and cannot be found"))
        }
        Err(refused) => refused,
    };
    // What was recorded once stays so, even where it would be refused today.
    match core.fast(async |conn| queries::find_event(conn, id).await).await? {
        Some(before) => repeated(before, body, shipment.state),
        None => Err(refused),
    }
}

/// The event as it is kept, of a shipment in a state and a vehicle that reported this so far; none is not on board.
async fn checked(
    conn: &Connection,
    meta: &RequestMeta,
    now: DateTime<Utc>,
    id: VehicleEventId,
    body: &PutVehicleEventRequest,
    (state, reports): (ShipmentState, Option<Vec<Report>>),
) -> Result<VehicleEventRow, Error> {
    let mut check = Check::new();
    let place = check.optional_line("/place", body.place.as_deref(), 1..=200);
    let note = check.optional_text("/note", body.note.as_deref(), 1..=1000);
    let point = body.point.map(Place::from);
    check.require(point.is_none_or(Place::is_in_the_country), || Place::outside_the_country("/point"));
    check.finish()?;
    let reports = reports.ok_or_else(unknown_vehicle)?;
    let loses = body.r#type == VehicleEventType::AnimalLoss;
    let loaded = if loses { queries::heads_on(conn, body.vehicle_id).await? } else { 0 };
    check_heads(body.r#type, body.heads, loaded).map_or(Ok(()), |wrong| Err(Error::Invalid(vec![wrong])))?;
    let under = async || queries::agreement_of(conn, body.shipment_id).await;
    let occurred = occurred_by(conn, meta.caller.party(), now, body.occurred_at, under).await?;
    check_reports(body, occurred.at, state, &reports)?;
    Ok(VehicleEventRow {
        id,
        shipment_id: body.shipment_id,
        vehicle_id: body.vehicle_id,
        kind: body.r#type,
        occurred_at: occurred.at,
        recorded_at: now,
        backfilled: occurred.backfilled,
        claimed_at: occurred.claimed,
        heads: body.heads,
        longitude_e7: point.map(|point| point.longitude_e7),
        latitude_e7: point.map(|point| point.latitude_e7),
        place,
        note,
        party_id: meta.caller.party(),
        actor_subject: meta.caller.subject().to_owned(),
    })
}

fn recorded(row: VehicleEventRow, shipment: ShipmentState) -> Result<Reply, Error> {
    let location = format!("/v1/vehicle-events/{}", row.id);
    Ok(Reply::created(location, &VehicleEventRow::etag(), &row.view(shipment))?)
}

fn repeated(
    before: VehicleEventRow,
    body: &PutVehicleEventRequest,
    shipment: ShipmentState,
) -> Result<Reply, Error> {
    if !before.is_said_by(body) {
        return Err(taken());
    }
    Ok(Reply::ok(&VehicleEventRow::etag(), &before.view(shipment))?)
}

fn taken() -> Error {
    Error::duplicate(
        "/",
        "Kejadian dengan id ini sudah dicatat dengan isi lain; beri id baru untuk kejadian baru.",
        "An event with this id was recorded with other content; give a new event a new id.",
    )
}

/// Whether the time of a report fits to what else the vehicle reported.
fn check_reports(
    body: &PutVehicleEventRequest,
    at: DateTime<Utc>,
    state: ShipmentState,
    known: &[Report],
) -> Result<(), Error> {
    use ShipmentState as S;
    let turned = |kind| matches!(kind, VehicleEventType::Diverted | VehicleEventType::Returned);
    let rerouted = matches!(state, S::Diverted | S::Returning | S::Returned | S::Lost)
        || turned(body.r#type)
        || known.iter().any(|(kind, _)| turned(*kind));
    Ok(check_report(body.r#type, at, known, rerouted)?)
}

/// Whether a departure or an arrival fits to the orders and the receipts of the goods on board, and to the shipment being
/// ready.
async fn check_journey(conn: &Connection, whole: &WholeShipment, row: &VehicleEventRow) -> Result<(), Error> {
    let orders = orders_of(conn, &whole.call_offs()).await?;
    let (mut causes, ready, received) = try_join3(
        acceptances(conn, &orders),
        queries::made_ready(conn, whole.row.id),
        first_received(conn, whole.row.id),
    )
    .await?;
    if !whole.row.state.may_change() {
        let what = Bilingual::new("pengiriman dinyatakan siap berangkat", "the shipment was made ready");
        causes.extend(ready.map(|at| Cause::new(what, at)));
    }
    check_not_before(row.occurred_at, &causes)?;
    let what = Bilingual::new("penerimaan muatannya", "the receipt of its load");
    let received = received.get(&row.vehicle_id).map(|at| Cause::new(what, *at));
    Ok(check_not_after(row.occurred_at, received.as_slice())?)
}

/// What the event means for the vehicle and the shipment: the earliest report holds, until its own side corrects it. The
/// shipment leaves with its first vehicle, so that nothing that is on the road can be planned, cancelled or ordered away, and
/// arrives with its last one, where the step is the caller's and allowed. Where it may not leave, nothing has left: the report
/// stays a report.
async fn follow_vehicle(
    tx: &mut Tx<'_>,
    whole: &mut WholeShipment,
    row: &VehicleEventRow,
) -> Result<(), Error> {
    let (before, step) = (whole.row.version, |at| OccurredAt::known(at, row.backfilled));
    let may_travel = whole.row.state == ShipmentState::Ready || whole.row.state.has_left();
    let corrects = corrects(tx, whole, row).await?;
    if !may_travel || !note_time(whole, row, corrects) {
        return Ok(());
    }
    if whole.row.state == ShipmentState::Ready {
        // Phones upload in any order: an arrival tells of the departure before it.
        follow_if_allowed(tx, whole, ShipmentEvent::Depart, step(row.occurred_at)).await?;
        if whole.row.state == ShipmentState::Ready {
            return Ok(());
        }
    }
    keep_time(tx, row).await?;
    let came: Vec<_> = whole.vehicles.iter().filter_map(|vehicle| vehicle.arrived_at).collect();
    if came.len() == whole.vehicles.len() {
        let last = came.into_iter().max().unwrap_or(row.occurred_at);
        follow_if_allowed(tx, whole, ShipmentEvent::Arrive, step(last)).await?;
    }
    if whole.row.version == before {
        tx.change(whole, ShipmentHappened::Changed).await?;
    }
    Ok(())
}

/// Whether an arrival corrects the one that holds: its note says why, the same party reported that one, and nothing of the
/// vehicle is received yet. From then on a correction is a matter of the receipt.
async fn corrects(tx: &Tx<'_>, whole: &WholeShipment, row: &VehicleEventRow) -> Result<bool, Error> {
    let vehicle = whole.vehicles.iter().find(|vehicle| vehicle.id == row.vehicle_id);
    let Some(holds) = vehicle.and_then(|vehicle| vehicle.arrived_at) else { return Ok(false) };
    let received = whole.items.iter().any(|item| item.vehicle_id == row.vehicle_id && item.received);
    if row.kind != VehicleEventType::Arrived || row.note.is_none() || received || holds == row.occurred_at {
        return Ok(false);
    }
    queries::has_arrived_by(tx.conn, row.vehicle_id, holds, row.party_id).await
}

/// Notes the time of a report on its vehicle; false where that changes nothing.
fn note_time(whole: &mut WholeShipment, row: &VehicleEventRow, corrects: bool) -> bool {
    let Some(vehicle) = whole.vehicles.iter_mut().find(|vehicle| vehicle.id == row.vehicle_id) else {
        return false;
    };
    let arrives = row.kind == VehicleEventType::Arrived;
    let time = if arrives { &mut vehicle.arrived_at } else { &mut vehicle.departed_at };
    if !corrects && time.is_some_and(|known| known <= row.occurred_at) {
        return false;
    }
    *time = Some(row.occurred_at);
    // What the shipment itself has shown since it left, or came, follows its vehicles.
    if whole.row.departed_at.is_some() {
        let first = whole.vehicles.iter().filter_map(|vehicle| vehicle.departed_at).min();
        whole.row.departed_at = first.or(whole.row.departed_at);
    }
    if whole.row.arrived_at.is_some() {
        whole.row.arrived_at = whole.vehicles.iter().filter_map(|vehicle| vehicle.arrived_at).max();
    }
    true
}

/// Writes the time of a report on its vehicle.
async fn keep_time(tx: &mut Tx<'_>, row: &VehicleEventRow) -> Result<(), Error> {
    match row.kind {
        VehicleEventType::Arrived => queries::came(tx.conn, row.vehicle_id, row.occurred_at).await,
        _ => queries::left(tx.conn, row.vehicle_id, row.occurred_at).await,
    }
}

/// Refuses whoever may read the shipment and neither trades nor drives its goods: governments and facilitators.
fn expect_mover(shipment: &ShipmentRow, caller: &Caller) -> Result<(), Error> {
    if shipment.is_moved_by(caller.party()) { Ok(()) } else { Err(Error::Forbidden(another_side())) }
}

fn unknown_vehicle() -> Error {
    Error::field(
        "/vehicle_id",
        "unknown-vehicle",
        "Kendaraan ini bukan bagian dari pengiriman itu.",
        "This vehicle does not belong to that shipment.",
    )
}

//! What can be done with vehicle events.

use api_types::Check;
use api_types::logistics::PutVehicleEventRequest;
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use domain::logistics::{ShipmentEvent, ShipmentState, VehicleEventHappened, VehicleEventType};
use domain::shared::VehicleEventId;
use futures_util::future::try_join;
use service::{Emitted, Error, OccurredAt, Stateful as _, Tx, occurred_by};
use web::{Caller, Command, Reply, RequestMeta};

use super::access::op;
use super::queries::{self, VehicleEventRow};
use crate::context::Context;
use crate::transport::shipments::{
    OnTheRoad, ShipmentRow, WholeShipment, another_side, find_on_the_road, follow_if_allowed, lock_shipment,
    readers,
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
    context
        .core
        .write(meta, async move |tx| {
            let mut whole = lock_shipment(tx.conn, tx.caller(), body.shipment_id).await?;
            expect_mover(&whole.row, tx.caller())?;
            let conn: &Connection = tx.conn;
            let found = try_join(queries::find_event(conn, id), readers(conn, whole.row.id)).await?;
            let audience = match found {
                (Some(before), _) => return repeated(before, &body, whole.row.state),
                (None, parties) => Audience::Parties(parties),
            };
            let known = whole.vehicles.iter().any(|vehicle| vehicle.id == body.vehicle_id);
            let row = checked(conn, tx.meta, tx.now, id, &body, known).await?;
            // A report of another side than the one that takes the step stays a report.
            let step = whole.acting_role(tx.caller(), step).map(|_| step);
            // Both under way at once. No move of this shipment stands under the id, so whatever was put there meanwhile
            // is another report: this one is refused, and the vehicle's time with it.
            let (inserted, ()) =
                try_join(queries::insert_event(conn, &row), note_time(conn, &row, step)).await?;
            if !inserted {
                return Err(taken());
            }
            if step.is_some() {
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
    let found = core.fast(async |conn| find_on_the_road(conn, caller, shipment, vehicle).await).await?;
    let OnTheRoad { shipment, carries, readers } = found.ok_or(Error::NotFound)?;
    expect_mover(&shipment, caller)?;
    let row = core.fast(async |conn| checked(conn, meta, now, id, body, carries).await).await;
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

async fn checked(
    conn: &Connection,
    meta: &RequestMeta,
    now: DateTime<Utc>,
    id: VehicleEventId,
    body: &PutVehicleEventRequest,
    known_vehicle: bool,
) -> Result<VehicleEventRow, Error> {
    let mut check = Check::new();
    let place = check.optional_text("/place", body.place.as_deref(), 1..=200);
    let note = check.optional_text("/note", body.note.as_deref(), 1..=1000);
    check.finish()?;
    if !known_vehicle {
        return Err(unknown_vehicle());
    }
    let occurred = occurred_by(conn, meta.caller.party(), now, body.occurred_at).await?;
    Ok(VehicleEventRow {
        id,
        shipment_id: body.shipment_id,
        vehicle_id: body.vehicle_id,
        kind: body.r#type,
        occurred_at: occurred.at,
        recorded_at: now,
        backfilled: occurred.backfilled,
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

/// Notes the time of the caller's step on the vehicle that reports it.
async fn note_time(
    conn: &Connection,
    row: &VehicleEventRow,
    step: Option<ShipmentEvent>,
) -> Result<(), Error> {
    match step {
        Some(ShipmentEvent::Depart) => queries::left(conn, row.vehicle_id, row.occurred_at).await,
        Some(ShipmentEvent::Arrive) => queries::came(conn, row.vehicle_id, row.occurred_at).await,
        _ => Ok(()),
    }
}

/// What the event means for the shipment, once it is true of all vehicles and where the step is the caller's; otherwise
/// the shipment stays, and the event stands in the record.
async fn follow_vehicle(
    tx: &mut Tx<'_>,
    whole: &mut WholeShipment,
    row: &VehicleEventRow,
) -> Result<(), Error> {
    let occurred = OccurredAt { at: row.occurred_at, backfilled: row.backfilled };
    let Some(vehicle) = whole.vehicles.iter_mut().find(|vehicle| vehicle.id == row.vehicle_id) else {
        return Ok(());
    };
    let time = match row.kind {
        VehicleEventType::Departed => &mut vehicle.departed_at,
        VehicleEventType::Arrived => &mut vehicle.arrived_at,
        _ => return Ok(()),
    };
    *time = Some(time.map_or(occurred.at, |before| before.min(occurred.at)));
    // Phones upload in any order: an arrival tells of the departure before it.
    if whole.vehicles.iter().all(|vehicle| vehicle.departed_at.or(vehicle.arrived_at).is_some()) {
        follow_if_allowed(tx, whole, ShipmentEvent::Depart, occurred).await?;
    }
    if whole.vehicles.iter().all(|vehicle| vehicle.arrived_at.is_some()) {
        follow_if_allowed(tx, whole, ShipmentEvent::Arrive, occurred).await?;
    }
    Ok(())
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

//! What can be done with vehicle events.

use api_types::logistics::PutVehicleEventRequest;
use api_types::{Check, TransitionRequest};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use domain::logistics::{ShipmentEvent, ShipmentState, VehicleEventType};
use domain::shared::VehicleEventId;
use futures_util::future::try_join;
use service::{Error, Told, Tx};
use uuid::Uuid;
use web::{Command, Reply, RequestMeta};

use super::queries::{self, VehicleEventRow};
use crate::access::op;
use crate::claims::{Claim, claimed_by};
use crate::context::Context;
use crate::shipments::{
    Side, Step, WholeShipment, advance, find_on_the_road, in_sight_of, judge, lock_shipment,
};
use crate::tenancy::Scope;

/// Who reports from the road.
const SIDES: &[Side] = &[Side::Supplier, Side::Carrier, Side::Buyer];

/// Records a vehicle event; 201, or 200 for the same content again.
pub(super) async fn put_vehicle_event(
    context: &Context,
    id: VehicleEventId,
    command: Command<op::PutVehicleEvent, PutVehicleEventRequest>,
) -> Result<Reply, web::ApiError> {
    let Command { meta, body, .. } = command;
    match body.r#type {
        VehicleEventType::Departed | VehicleEventType::Arrived => moved(context, id, meta, body).await,
        _ => Ok(noted(context, id, &meta, &body).await?),
    }
}

/// An event that may move its shipment, under the shipment's lock.
async fn moved(
    context: &Context,
    id: VehicleEventId,
    meta: RequestMeta,
    body: PutVehicleEventRequest,
) -> Result<Reply, web::ApiError> {
    context
        .core
        .write(meta, async move |tx| {
            let mut whole = lock_shipment(tx.conn, Scope::of(tx.caller()), body.shipment_id).await?;
            whole.row.expect_side(tx.caller().party(), SIDES)?;
            let conn: &Connection = tx.conn;
            let found = try_join(queries::find_event(conn, id), in_sight_of(conn, whole.row.id)).await?;
            let parties = match found {
                (Some(before), _) => return repeated(before, &body, whole.row.state),
                (None, parties) => parties,
            };
            let known = whole.vehicles.iter().any(|vehicle| vehicle.id == body.vehicle_id);
            let row = checked(conn, tx.meta, tx.now, id, &body, known).await?;
            let claim = Claim { at: row.occurred_at, backfilled: row.backfilled };
            // Both under way at once. No move of this shipment stands under the id, so whatever was put there meanwhile
            // is another report: this one is refused, and the vehicle's time with it.
            let (inserted, ()) = try_join(queries::insert_event(conn, &row), note_time(conn, &row)).await?;
            if !inserted {
                return Err(taken());
            }
            follow_vehicle(tx, &mut whole, &row, &claim).await?;
            tx.tell(told(&row, whole.row.state, parties));
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
    let (scope, now) = (Scope::of(&meta.caller), core.clock.now());
    let (shipment, vehicle) = (body.shipment_id, body.vehicle_id);
    let found = core.fast(async |conn| find_on_the_road(conn, scope, shipment, vehicle).await).await?;
    let (shipment, known, parties) = found.ok_or(Error::NotFound)?;
    shipment.expect_side(meta.caller.party(), SIDES)?;
    let row = core.fast(async |conn| checked(conn, meta, now, id, body, known).await).await;
    let refused = match row {
        Ok(row) => {
            let told = told(&row, shipment.state, parties);
            if core.append(meta, now, queries::inserting(&row), told).await? {
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
    let claim = claimed_by(conn, meta.caller.party(), now, body.occurred_at).await?;
    Ok(VehicleEventRow {
        id,
        shipment_id: body.shipment_id,
        vehicle_id: body.vehicle_id,
        kind: body.r#type,
        occurred_at: claim.at,
        recorded_at: now,
        backfilled: claim.backfilled,
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

/// Notes the time an event claims on its vehicle.
async fn note_time(conn: &Connection, row: &VehicleEventRow) -> Result<(), Error> {
    match row.kind {
        VehicleEventType::Departed => queries::left(conn, row.vehicle_id, row.occurred_at).await,
        VehicleEventType::Arrived => queries::came(conn, row.vehicle_id, row.occurred_at).await,
        _ => Ok(()),
    }
}

/// What the event means for the shipment, once it is true of all vehicles.
async fn follow_vehicle(
    tx: &mut Tx<'_>,
    whole: &mut WholeShipment,
    row: &VehicleEventRow,
    claim: &Claim,
) -> Result<(), Error> {
    let Some(vehicle) = whole.vehicles.iter_mut().find(|vehicle| vehicle.id == row.vehicle_id) else {
        return Ok(());
    };
    let time = match row.kind {
        VehicleEventType::Departed => &mut vehicle.departed_at,
        VehicleEventType::Arrived => &mut vehicle.arrived_at,
        _ => return Ok(()),
    };
    *time = Some(time.map_or(claim.at, |before| before.min(claim.at)));
    // Phones upload in any order: an arrival tells of the departure before it.
    if whole.vehicles.iter().all(|vehicle| vehicle.departed_at.or(vehicle.arrived_at).is_some()) {
        follow(tx, whole, ShipmentEvent::Depart, claim).await?;
    }
    if whole.vehicles.iter().all(|vehicle| vehicle.arrived_at.is_some()) {
        follow(tx, whole, ShipmentEvent::Arrive, claim).await?;
    }
    Ok(())
}

/// Moves the shipment after its vehicles where state, papers and orders allow; otherwise it stays, and the
/// event stands in the record.
async fn follow(
    tx: &mut Tx<'_>,
    whole: &mut WholeShipment,
    event: ShipmentEvent,
    claim: &Claim,
) -> Result<(), Error> {
    match judge(tx, whole, event).await {
        Ok(_) => {}
        Err(Error::State(_) | Error::Refused(_)) => return Ok(()),
        Err(error) => return Err(error),
    }
    advance(tx, whole, Step { event, claim: *claim, request: &TransitionRequest::default() }).await
}

fn told(row: &VehicleEventRow, shipment: ShipmentState, parties: Vec<Uuid>) -> Told<'static, VehicleEventId> {
    let data = serde_json::json!({
        "shipment_id": row.shipment_id, "vehicle_id": row.vehicle_id, "type": row.kind, "state": shipment,
    });
    Told { what: "vehicle_event.recorded", subject: row.id, audience: Audience::Parties(parties), data }
}

fn unknown_vehicle() -> Error {
    Error::field(
        "/vehicle_id",
        "unknown-vehicle",
        "Kendaraan ini bukan bagian dari pengiriman itu.",
        "This vehicle does not belong to that shipment.",
    )
}

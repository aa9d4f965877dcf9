//! What can be done with vehicle events.

use api_types::logistics::PutVehicleEventRequest;
use api_types::{Check, TransitionRequest};
use domain::logistics::{ShipmentEvent, VehicleEventType};
use domain::shared::{VehicleEventId, VehicleId};
use service::{Error, Tx};
use web::{Command, Reply};

use super::queries::{self, VehicleEventRow};
use crate::access::op;
use crate::claims::{Claim, claimed};
use crate::context::Context;
use crate::shipments::{
    Side, Step, WholeShipment, advance, audience_of, find_shipment, judge, lock_shipment,
};
use crate::tenancy::Scope;

/// Records a vehicle event; 201, or 200 for the same content again.
pub(super) async fn put_vehicle_event(
    context: &Context,
    id: VehicleEventId,
    command: Command<op::PutVehicleEvent, PutVehicleEventRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = shipment_of(tx, &body).await?;
            if let Some(before) = queries::find_event(tx.conn, id).await? {
                return repeated(before, &body, &whole);
            }
            let row = checked(tx, id, &body, &whole).await?;
            if let Some(before) = queries::insert_event(tx.conn, &row).await? {
                return repeated(before, &body, &whole);
            }
            let claim = Claim { at: row.occurred_at, backfilled: row.backfilled };
            apply(tx, &mut whole, &row, &claim).await?;
            tell(tx, &row, &whole).await?;
            let view = row.view(whole.row.state);
            Ok(Reply::created(format!("/v1/vehicle-events/{id}"), &VehicleEventRow::etag(), &view)?)
        })
        .await
}

/// The shipment in sight; locked where the event may move it.
async fn shipment_of(tx: &mut Tx<'_>, body: &PutVehicleEventRequest) -> Result<WholeShipment, Error> {
    let scope = Scope::of(tx.caller());
    let whole = match body.r#type {
        VehicleEventType::Departed | VehicleEventType::Arrived => {
            lock_shipment(tx.conn, scope, body.shipment_id).await?
        }
        _ => find_shipment(tx.conn, scope, body.shipment_id).await?.ok_or(Error::NotFound)?,
    };
    whole.row.expect_side(tx.caller().party(), &[Side::Supplier, Side::Carrier, Side::Buyer])?;
    Ok(whole)
}

async fn checked(
    tx: &mut Tx<'_>,
    id: VehicleEventId,
    body: &PutVehicleEventRequest,
    whole: &WholeShipment,
) -> Result<VehicleEventRow, Error> {
    let mut check = Check::new();
    let place = check.optional_text("/place", body.place.as_deref(), 1..=200);
    let note = check.optional_text("/note", body.note.as_deref(), 1..=1000);
    check.finish()?;
    if !whole.vehicles.iter().any(|vehicle| vehicle.id == body.vehicle_id) {
        return Err(unknown_vehicle());
    }
    let claim = claimed(tx, Some(body.occurred_at)).await?;
    Ok(VehicleEventRow {
        id,
        shipment_id: body.shipment_id,
        vehicle_id: body.vehicle_id,
        kind: body.r#type,
        occurred_at: claim.at,
        recorded_at: tx.now,
        backfilled: claim.backfilled,
        place,
        note,
        party_id: tx.caller().party(),
        actor_subject: tx.caller().subject().to_owned(),
    })
}

fn repeated(
    before: VehicleEventRow,
    body: &PutVehicleEventRequest,
    whole: &WholeShipment,
) -> Result<Reply, Error> {
    if !before.is_said_by(body) {
        return Err(Error::duplicate(
            "/",
            "Kejadian dengan id ini sudah dicatat dengan isi lain; beri id baru untuk kejadian baru.",
            "An event with this id was recorded with other content; give a new event a new id.",
        ));
    }
    Ok(Reply::ok(&VehicleEventRow::etag(), &before.view(whole.row.state))?)
}

/// What the event means for its vehicle and, once it is true of all vehicles, for the shipment.
async fn apply(
    tx: &mut Tx<'_>,
    whole: &mut WholeShipment,
    row: &VehicleEventRow,
    claim: &Claim,
) -> Result<(), Error> {
    let vehicle = whole.vehicles.iter_mut().find(|vehicle| vehicle.id == row.vehicle_id);
    match (row.kind, vehicle) {
        (VehicleEventType::Departed, Some(vehicle)) => {
            queries::left(tx.conn, row.vehicle_id, claim.at).await?;
            vehicle.departed_at = Some(vehicle.departed_at.map_or(claim.at, |before| before.min(claim.at)));
        }
        (VehicleEventType::Arrived, Some(vehicle)) => {
            queries::came(tx.conn, row.vehicle_id, claim.at).await?;
            vehicle.arrived_at = Some(vehicle.arrived_at.map_or(claim.at, |before| before.min(claim.at)));
        }
        _ => return Ok(()),
    }
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

async fn tell(tx: &mut Tx<'_>, row: &VehicleEventRow, whole: &WholeShipment) -> Result<(), Error> {
    let vehicle: VehicleId = row.vehicle_id;
    let data = serde_json::json!({
        "shipment_id": row.shipment_id, "vehicle_id": vehicle, "type": row.kind, "state": whole.row.state,
    });
    let audience = audience_of(tx, whole).await?;
    tx.push("vehicle_event.recorded", row.id, audience, data).await
}

fn unknown_vehicle() -> Error {
    Error::field(
        "/vehicle_id",
        "unknown-vehicle",
        "Kendaraan ini bukan bagian dari pengiriman itu.",
        "This vehicle does not belong to that shipment.",
    )
}

//! All SQL of the late vehicles.

use std::collections::BTreeMap;

use api_types::logistics::{LateVehicleView, ListLateVehiclesQuery};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use diesel::dsl::{exists, min};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::{LatenessFigure, LatenessRule, ShipmentState, Underway, lateness};
use domain::shared::{Dated, Id as _, PartyId, ShipmentId, VehicleId, jakarta_date};
use service::{Error, dated};
use web::Caller;

use crate::schema::{call_off, shipment, shipment_item, shipment_reader, vehicle};

/// A vehicle that may be late, with its shipment.
#[derive(Queryable)]
struct Candidate {
    vehicle: VehicleId,
    plate: String,
    shipment: ShipmentId,
    number: String,
    supplier: PartyId,
    buyer: PartyId,
    carrier: Option<PartyId>,
    expected: Option<DateTime<Utc>>,
    departed: Option<DateTime<Utc>>,
}

/// A page of the vehicles that are late now and whose shipments the caller may read.
pub(super) async fn late_vehicles(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListLateVehiclesQuery,
    (after, limit): (Option<VehicleId>, i64),
    now: DateTime<Utc>,
) -> Result<Vec<LateVehicleView>, Error> {
    let rules: Vec<Dated<LatenessRule>> = dated::rules(conn).await?;
    // Where no row says, there is no such moment, and nothing is before it.
    let before = |figure: LatenessFigure| now.checked_sub_signed(figure.on(&rules, jakarta_date(now))?);
    let wanted_by = before(LatenessFigure::DepartureHours).map(jakarta_date);
    let expected_by = before(LatenessFigure::ArrivalHours);
    let wanted = shipment_item::table
        .inner_join(call_off::table.on(call_off::id.eq(shipment_item::call_off_id)))
        .filter(shipment_item::vehicle_id.eq(vehicle::id))
        .filter(call_off::requested_delivery_date.nullable().lt(wanted_by));
    let not_departed = vehicle::departed_at.is_null().and(exists(wanted));
    let not_arrived = vehicle::departed_at.is_not_null().and(shipment::expected_arrival_at.le(expected_by));
    let moves = ShipmentState::ALL.iter().copied();
    let moves: Vec<_> = moves.filter(|state| state.is_before_departure() || travels(*state)).collect();
    let mut statement = vehicle::table
        .inner_join(shipment::table.on(shipment::id.eq(vehicle::shipment_id)))
        .filter(shipment::state.eq_any(moves))
        .filter(vehicle::arrived_at.is_null())
        .filter(not_departed.or(not_arrived))
        .order(vehicle::id.asc())
        .limit(limit)
        .select((
            vehicle::id,
            vehicle::plate,
            shipment::id,
            shipment::number,
            shipment::supplier_id,
            shipment::buyer_id,
            shipment::carrier_party_id,
            shipment::expected_arrival_at,
            vehicle::departed_at,
        ))
        .into_boxed();
    if !caller.is_service() {
        let read = shipment_reader::table.filter(shipment_reader::party_id.eq(caller.party().uuid()));
        statement = statement.filter(shipment::id.eq_any(read.select(shipment_reader::shipment_id)));
    }
    if let Some(contract) = query.contract_id {
        let items = shipment_item::table.filter(shipment_item::contract_id.eq(contract));
        statement = statement.filter(shipment::id.eq_any(items.select(shipment_item::shipment_id)));
    }
    if let Some(after) = after {
        statement = statement.filter(vehicle::id.gt(after));
    }
    let candidates: Vec<Candidate> = statement.load(conn).await?;
    let wanted = wanted_dates(conn, &candidates).await?;
    let shown = candidates.into_iter().filter_map(|one| {
        let wanted = *wanted.get(&one.vehicle)?;
        view(one, wanted, &rules, now)
    });
    Ok(shown.collect())
}

/// On the way to where its goods are received.
const fn travels(state: ShipmentState) -> bool {
    matches!(state, ShipmentState::Departed | ShipmentState::Diverted)
}

/// The first day on which goods of each vehicle are wanted.
async fn wanted_dates(
    conn: &mut Connection,
    of: &[Candidate],
) -> Result<BTreeMap<VehicleId, NaiveDate>, Error> {
    let ids: Vec<VehicleId> = of.iter().map(|one| one.vehicle).collect();
    let rows: Vec<(VehicleId, Option<NaiveDate>)> = shipment_item::table
        .inner_join(call_off::table.on(call_off::id.eq(shipment_item::call_off_id)))
        .filter(shipment_item::vehicle_id.eq_any(ids))
        .group_by(shipment_item::vehicle_id)
        .select((shipment_item::vehicle_id, min(call_off::requested_delivery_date)))
        .load(conn)
        .await?;
    Ok(rows.into_iter().filter_map(|(id, date)| Some((id, date?))).collect())
}

fn view(
    one: Candidate,
    wanted: NaiveDate,
    rules: &[Dated<LatenessRule>],
    now: DateTime<Utc>,
) -> Option<LateVehicleView> {
    let underway = Underway { wanted, expected: one.expected, departed: one.departed.is_some() };
    let (reason, late_since) = lateness(rules, &underway, now)?;
    Some(LateVehicleView {
        vehicle_id: one.vehicle,
        plate: one.plate,
        shipment_id: one.shipment,
        shipment_number: one.number,
        supplier_id: one.supplier,
        buyer_id: one.buyer,
        carrier_party_id: one.carrier,
        reason,
        late_since,
        wanted_date: wanted,
        expected_arrival_at: one.expected,
    })
}

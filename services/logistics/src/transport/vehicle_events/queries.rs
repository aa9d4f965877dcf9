//! The rows and all SQL of the vehicle events; who may read the shipment may read them.

use api_types::WirePlace;
use api_types::logistics::{
    ListVehicleEventsQuery, PutVehicleEventRequest, VehicleEventData, VehicleEventView,
};
use chrono::{DateTime, Utc};
use db::schema::transition;
use db::{Connection, Prepare as _};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel_async::RunQueryDsl;
use domain::logistics::{Report, ShipmentState, VehicleEventType};
use domain::shared::{AgreementId, Dimension, Id as _, PartyId, ShipmentId, Unit, VehicleEventId, VehicleId};
use service::Error;
use web::Etag;

use crate::schema::{shipment_item, vehicle, vehicle_event};

/// A vehicle event as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = vehicle_event)]
pub(super) struct VehicleEventRow {
    pub(super) id: VehicleEventId,
    pub(super) shipment_id: ShipmentId,
    pub(super) vehicle_id: VehicleId,
    pub(super) kind: VehicleEventType,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) backfilled: bool,
    pub(super) place: Option<String>,
    pub(super) note: Option<String>,
    pub(super) party_id: PartyId,
    pub(super) actor_subject: String,
    pub(super) claimed_at: Option<DateTime<Utc>>,
    pub(super) heads: Option<i64>,
    pub(super) longitude_e7: Option<i64>,
    pub(super) latitude_e7: Option<i64>,
}

impl VehicleEventRow {
    /// Whether a request reports the same, whoever sends it and whenever it comes in.
    pub(super) fn is_said_by(&self, body: &PutVehicleEventRequest) -> bool {
        let text = |text: &Option<String>| text.as_deref().map(|text| text.trim().to_owned());
        let said = self.claimed_at.unwrap_or(self.occurred_at);
        self.shipment_id == body.shipment_id
            && self.vehicle_id == body.vehicle_id
            && self.kind == body.r#type
            && said.timestamp_micros() == body.occurred_at.timestamp_micros()
            && self.heads == body.heads
            && self.point() == body.point
            && self.place == text(&body.place)
            && self.note == text(&body.note)
    }

    /// Where the phone was.
    fn point(&self) -> Option<WirePlace> {
        Some(WirePlace { longitude_e7: self.longitude_e7?, latitude_e7: self.latitude_e7? })
    }

    /// What the event of it tells.
    pub(super) fn event_data(&self, shipment: ShipmentState) -> VehicleEventData {
        VehicleEventData {
            shipment_id: self.shipment_id,
            vehicle_id: self.vehicle_id,
            r#type: self.kind,
            state: shipment,
        }
    }

    pub(super) fn etag() -> Etag {
        Etag::of(1)
    }

    pub(super) fn view(self, shipment_state: ShipmentState) -> VehicleEventView {
        VehicleEventView {
            etag: Self::etag().to_string(),
            id: self.id,
            shipment_id: self.shipment_id,
            vehicle_id: self.vehicle_id,
            r#type: self.kind,
            occurred_at: self.occurred_at,
            claimed_at: self.claimed_at,
            recorded_at: self.recorded_at,
            backfilled: self.backfilled,
            heads: self.heads,
            point: self.point(),
            place: self.place,
            note: self.note,
            recorded_by_party_id: self.party_id,
            shipment_state,
        }
    }
}

/// What stands under an id, if anything.
pub(super) async fn find_event(
    mut conn: &Connection,
    id: VehicleEventId,
) -> Result<Option<VehicleEventRow>, Error> {
    let stored = vehicle_event::table.find(id).select(VehicleEventRow::as_select());
    Ok(stored.first(&mut conn).await.optional()?)
}

/// What a vehicle has reported so far, and when it left and arrived; none where it is none of the shipment's.
pub(super) async fn reports_of(
    mut conn: &Connection,
    shipment: ShipmentId,
    vehicle: VehicleId,
) -> Result<Option<Vec<Report>>, Error> {
    type Row = (Option<DateTime<Utc>>, Option<DateTime<Utc>>, Option<Report>);
    let reported = vehicle_event::shipment_id.eq(shipment).and(vehicle_event::vehicle_id.eq(vehicle::id));
    let rows: Vec<Row> = vehicle::table
        .left_join(vehicle_event::table.on(reported))
        .filter(vehicle::id.eq(vehicle))
        .filter(vehicle::shipment_id.eq(shipment))
        .select((
            vehicle::departed_at,
            vehicle::arrived_at,
            (vehicle_event::kind, vehicle_event::occurred_at).nullable(),
        ))
        .load(&mut conn)
        .await?;
    let Some((left, came, _)) = rows.as_slice().first().copied() else { return Ok(None) };
    let times =
        [left.map(|at| (VehicleEventType::Departed, at)), came.map(|at| (VehicleEventType::Arrived, at))];
    Ok(Some(rows.into_iter().filter_map(|(.., report)| report).chain(times.into_iter().flatten()).collect()))
}

/// The agreement under which a shipment's goods are traded.
pub(super) async fn agreement_of(
    mut conn: &Connection,
    shipment: ShipmentId,
) -> Result<Option<AgreementId>, Error> {
    let items = shipment_item::table.filter(shipment_item::shipment_id.eq(shipment));
    Ok(items.select(shipment_item::agreement_id).first(&mut conn).await.optional()?)
}

/// How many animals a vehicle was loaded with.
pub(super) async fn heads_on(mut conn: &Connection, vehicle: VehicleId) -> Result<i64, Error> {
    let items: Vec<(i64, Unit, Option<i64>)> = shipment_item::table
        .filter(shipment_item::vehicle_id.eq(vehicle))
        .select((shipment_item::quantity_base, shipment_item::quantity_unit, shipment_item::heads))
        .load(&mut conn)
        .await?;
    let heads = |(quantity, unit, heads): (i64, Unit, Option<i64>)| {
        if unit.dimension() == Dimension::Head { quantity } else { heads.unwrap_or_default() }
    };
    Ok(items.into_iter().map(heads).sum())
}

/// When a shipment was made ready last, as claimed.
pub(super) async fn made_ready(
    mut conn: &Connection,
    shipment: ShipmentId,
) -> Result<Option<DateTime<Utc>>, Error> {
    let ready = transition::table
        .filter(transition::subject_id.eq(shipment.uuid()))
        .filter(transition::to_state.eq(ShipmentState::Ready.label()))
        .order(transition::version_after.desc())
        .select(transition::occurred_at);
    Ok(ready.first(&mut conn).await.optional()?)
}

/// The insert of an event unless its id is taken.
pub(super) fn inserting(row: &VehicleEventRow) -> impl QueryFragment<Pg> + QueryId + Send {
    diesel::insert_into(vehicle_event::table)
        .values(row)
        .on_conflict_do_nothing()
        .returning(vehicle_event::id)
}

/// Inserts an event; false when its id is taken.
pub(super) async fn insert_event(mut conn: &Connection, row: &VehicleEventRow) -> Result<bool, Error> {
    Ok(inserting(row).prepared().execute(&mut conn).await? == 1)
}

/// A vehicle left at a time; the earliest report holds.
pub(super) async fn left(mut conn: &Connection, id: VehicleId, at: DateTime<Utc>) -> Result<(), Error> {
    let later = vehicle::departed_at.is_null().or(vehicle::departed_at.gt(at));
    let target = vehicle::table.filter(vehicle::id.eq(id)).filter(later);
    diesel::update(target).set(vehicle::departed_at.eq(at)).prepared().execute(&mut conn).await?;
    Ok(())
}

/// Whether a party reported that a vehicle came at a time.
pub(super) async fn has_arrived_by(
    mut conn: &Connection,
    id: VehicleId,
    at: DateTime<Utc>,
    party: PartyId,
) -> Result<bool, Error> {
    let report = vehicle_event::table
        .filter(vehicle_event::vehicle_id.eq(id))
        .filter(vehicle_event::kind.eq(VehicleEventType::Arrived))
        .filter(vehicle_event::occurred_at.eq(at))
        .filter(vehicle_event::party_id.eq(party));
    Ok(diesel::select(diesel::dsl::exists(report)).get_result(&mut conn).await?)
}

/// A vehicle, which is locked with its shipment, came at a time.
pub(super) async fn came(mut conn: &Connection, id: VehicleId, at: DateTime<Utc>) -> Result<(), Error> {
    let target = vehicle::table.filter(vehicle::id.eq(id));
    diesel::update(target).set(vehicle::arrived_at.eq(at)).prepared().execute(&mut conn).await?;
    Ok(())
}

pub(super) async fn list_events(
    conn: &mut Connection,
    shipment: ShipmentId,
    query: &ListVehicleEventsQuery,
    after: Option<VehicleEventId>,
    limit: i64,
) -> Result<Vec<VehicleEventRow>, Error> {
    let mut statement = vehicle_event::table
        .filter(vehicle_event::shipment_id.eq(shipment))
        .order(vehicle_event::id.asc())
        .limit(limit)
        .select(VehicleEventRow::as_select())
        .into_boxed();
    if let Some(vehicle) = query.vehicle_id {
        statement = statement.filter(vehicle_event::vehicle_id.eq(vehicle));
    }
    if let Some(kind) = query.r#type {
        statement = statement.filter(vehicle_event::kind.eq(kind));
    }
    if let Some(after) = after {
        statement = statement.filter(vehicle_event::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

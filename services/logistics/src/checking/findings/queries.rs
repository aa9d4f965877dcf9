//! All SQL of what raises signals; each statement reads what lies about one fact, through an index and no more than it says.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use db::Connection;
use diesel::prelude::*;
use diesel::sql_types::{self, Array, BigInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::logistics::{PaymentState, TransportMode, VehicleEventType};
use domain::shared::{
    AgreementId, ContractId, ContractLineId, FacilityId, Id as _, PartyId, PaymentId, ReceiptId,
    ReceiptLineId, ShipmentId, Unit, VariantId, VehicleEventId, VehicleId,
};
use service::Error;

use crate::outside::FileMatchRow;
use crate::schema::{
    journey_paper, payment, projected_contract, shipment, shipment_item, vehicle, vehicle_event,
};
use crate::transport::JourneyPaperRow;

/// A vehicle with what is known of its time on the road.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct RoadRow {
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) id: VehicleId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) shipment_id: ShipmentId,
    #[diesel(sql_type = Text)]
    pub(super) mode: TransportMode,
    #[diesel(sql_type = Text)]
    pub(super) plate: String,
    #[diesel(sql_type = sql_types::Nullable<Timestamptz>)]
    pub(super) left_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = sql_types::Nullable<Timestamptz>)]
    pub(super) last_report_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = sql_types::Nullable<Timestamptz>)]
    pub(super) came_at: Option<DateTime<Utc>>,
}

/// The vehicles of one plate that were planned last before and first after one of them; ids follow time.
const OF_PLATE: &str = "
    with mine as (select id, plate_key(plate) as key from vehicle where id = $1),
    near as (
        (select v.* from vehicle v, mine where plate_key(v.plate) = mine.key and v.id <= mine.id
            order by v.id desc limit 25)
        union all
        (select v.* from vehicle v, mine where plate_key(v.plate) = mine.key and v.id > mine.id
            order by v.id limit 25)
    )
    select near.id, near.shipment_id, shipment.mode, near.plate,
        least(near.departed_at, told.first) as left_at, told.last as last_report_at,
        coalesce(near.arrived_at, told.arrived) as came_at
    from near
    join shipment on shipment.id = near.shipment_id and shipment.state <> 'cancelled'
    left join lateral (
        select min(occurred_at) filter (where kind = any ($2)) as first,
            max(occurred_at) filter (where kind = any ($2)) as last,
            min(occurred_at) filter (where kind = 'arrived') as arrived
        from vehicle_event
        where vehicle_event.shipment_id = near.shipment_id and vehicle_event.vehicle_id = near.id
    ) as told on true";

/// A vehicle and those of its plate.
pub(super) async fn vehicles_of_plate(
    conn: &mut Connection,
    vehicle: VehicleId,
) -> Result<Vec<RoadRow>, Error> {
    let under_way = VehicleEventType::ALL.iter().filter(|kind| kind.is_on_the_road());
    let under_way: Vec<&str> = under_way.map(|kind| kind.label()).collect();
    let rows = diesel::sql_query(OF_PLATE)
        .bind::<sql_types::Uuid, _>(vehicle.uuid())
        .bind::<Array<Text>, _>(under_way);
    Ok(rows.load(conn).await?)
}

/// Where a vehicle said it was.
#[derive(Debug, Clone, Queryable)]
pub(super) struct PositionRow {
    pub(super) id: VehicleEventId,
    pub(super) kind: VehicleEventType,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) longitude_e7: i64,
    pub(super) latitude_e7: i64,
}

/// The last positions of a vehicle on a shipment, in order of time.
pub(super) async fn positions_of(
    conn: &mut Connection,
    shipment: ShipmentId,
    vehicle: VehicleId,
) -> Result<Vec<PositionRow>, Error> {
    use vehicle_event as e;
    let rows = e::table
        .filter(e::shipment_id.eq(shipment))
        .filter(e::vehicle_id.eq(vehicle))
        .filter(e::longitude_e7.is_not_null())
        .filter(e::latitude_e7.is_not_null())
        .order((e::occurred_at.desc(), e::id.desc()))
        .limit(200)
        .select((
            e::id,
            e::kind,
            e::occurred_at,
            e::longitude_e7.assume_not_null(),
            e::latitude_e7.assume_not_null(),
        ));
    let mut rows: Vec<PositionRow> = rows.load(conn).await?;
    rows.reverse();
    Ok(rows)
}

/// The vehicles of a shipment.
pub(super) async fn vehicles_of(conn: &mut Connection, id: ShipmentId) -> Result<Vec<VehicleId>, Error> {
    let ids = vehicle::table.filter(vehicle::shipment_id.eq(id)).order(vehicle::number).select(vehicle::id);
    Ok(ids.load(conn).await?)
}

/// Who sends a shipment.
pub(super) async fn supplier_of(conn: &mut Connection, id: ShipmentId) -> Result<PartyId, Error> {
    Ok(shipment::table.find(id).select(shipment::supplier_id).first(conn).await?)
}

/// Under which agreements and contracts the goods of shipments are.
pub(super) async fn trades_of(
    conn: &mut Connection,
    ids: &[ShipmentId],
) -> Result<Vec<(ShipmentId, AgreementId, ContractId)>, Error> {
    let items = shipment_item::table.filter(shipment_item::shipment_id.eq_any(ids)).distinct().select((
        shipment_item::shipment_id,
        shipment_item::agreement_id,
        shipment_item::contract_id,
    ));
    Ok(items.load(conn).await?)
}

/// The papers of a shipment.
pub(super) async fn papers_of(conn: &mut Connection, id: ShipmentId) -> Result<Vec<JourneyPaperRow>, Error> {
    let rows = journey_paper::table
        .filter(journey_paper::shipment_id.eq(id))
        .order(journey_paper::id)
        .select(JourneyPaperRow::as_select());
    Ok(rows.load(conn).await?)
}

/// A shipment with the heads that travel on it: what was loaded, and what came beyond that.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct CarriedRow {
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) id: ShipmentId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) supplier_id: PartyId,
    #[diesel(sql_type = Text)]
    pub(super) origin_region_code: String,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    pub(super) origin_facility_id: Option<FacilityId>,
    #[diesel(sql_type = Timestamptz)]
    pub(super) created_at: DateTime<Utc>,
    /// When it left, or a vehicle said so.
    #[diesel(sql_type = sql_types::Nullable<Timestamptz>)]
    pub(super) left_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = BigInt)]
    pub(super) heads: i64,
}

const CARRIED: &str = "
    select shipment.id, shipment.supplier_id, shipment.origin_region_code, shipment.origin_facility_id,
        shipment.created_at,
        coalesce(shipment.departed_at, (
            select min(occurred_at) from vehicle_event
            where vehicle_event.shipment_id = shipment.id and kind = 'departed')) as left_at,
        coalesce((
            select sum(case when quantity_unit = 'HEA' then quantity_base else coalesce(heads, 0) end)
            from shipment_item where shipment_item.shipment_id = shipment.id), 0)::bigint
        + coalesce((
            select sum(measure.surplus) from shipment_item
            join receipt_line as line on line.shipment_item_id = shipment_item.id
                and line.posted_at is not null and line.reversed_at is null
            join receipt_measure as measure on measure.receipt_line_id = line.id and measure.dimension = 'head'
            where shipment_item.shipment_id = shipment.id), 0)::bigint as heads
    from shipment where shipment.id = $1";

/// What a shipment carries.
pub(super) async fn carried_by(conn: &mut Connection, id: ShipmentId) -> Result<Option<CarriedRow>, Error> {
    let row = diesel::sql_query(CARRIED).bind::<sql_types::Uuid, _>(id.uuid());
    Ok(row.get_result(conn).await.optional()?)
}

/// A line of a posted receipt with what may be told of it.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct LoadRow {
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) receipt_id: ReceiptId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) supplier_id: PartyId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) agreement_id: AgreementId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) contract_id: ContractId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) contract_line_id: ContractLineId,
    #[diesel(sql_type = Timestamptz)]
    pub(super) received_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub(super) plate: String,
    #[diesel(sql_type = Text)]
    pub(super) plate_key: String,
    /// What stood on the scale; none where nothing was weighed.
    #[diesel(sql_type = sql_types::Nullable<BigInt>)]
    pub(super) grams: Option<i64>,
    #[diesel(sql_type = sql_types::Nullable<BigInt>)]
    pub(super) pack_content_base: Option<i64>,
    #[diesel(sql_type = sql_types::Nullable<Text>)]
    pub(super) pack_content_unit: Option<Unit>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    pub(super) variant_id: Option<VariantId>,
    #[diesel(sql_type = sql_types::Nullable<Text>)]
    pub(super) grade: Option<String>,
    /// See [`domain::shared::PriceFound`].
    #[diesel(sql_type = sql_types::Nullable<sql_types::Jsonb>)]
    pub(super) price: Option<serde_json::Value>,
}

const LOADS: &str = "
    select line.receipt_id, receipt.supplier_id, line.agreement_id, line.contract_id, line.contract_line_id,
        line.received_at, vehicle.plate, plate_key(vehicle.plate) as plate_key,
        measure.accepted + measure.held_excess + measure.rejected as grams,
        ordered.pack_content_base, ordered.pack_content_unit, ordered.variant_id, line.grade, line.price
    from receipt_line as line
    join receipt on receipt.id = line.receipt_id
    join vehicle on vehicle.id = line.vehicle_id
    join call_off_line as ordered on ordered.id = line.call_off_line_id
    left join receipt_measure as measure on measure.receipt_line_id = line.id and measure.dimension = 'mass'
    where line.receipt_id = $1 and line.posted_at is not null and line.reversed_at is null
    order by line.number";

/// The lines of a receipt that hold.
pub(super) async fn loads_of(conn: &mut Connection, id: ReceiptId) -> Result<Vec<LoadRow>, Error> {
    Ok(diesel::sql_query(LOADS).bind::<sql_types::Uuid, _>(id.uuid()).load(conn).await?)
}

/// A load that weighs the same.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct EqualRow {
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) id: ReceiptLineId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) receipt_id: ReceiptId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) agreement_id: AgreementId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) contract_id: ContractId,
    #[diesel(sql_type = Timestamptz)]
    pub(super) received_at: DateTime<Utc>,
}

const EQUAL: &str = "
    select line.id, line.receipt_id, line.agreement_id, line.contract_id, line.received_at
    from vehicle
    join shipment on shipment.id = vehicle.shipment_id and shipment.supplier_id = $1
    join shipment_item as item on item.vehicle_id = vehicle.id
    join receipt_line as line on line.shipment_item_id = item.id
        and line.posted_at is not null and line.reversed_at is null
    join receipt_measure as measure on measure.receipt_line_id = line.id and measure.dimension = 'mass'
    where plate_key(vehicle.plate) = $2 and measure.accepted + measure.held_excess + measure.rejected = $3
        and line.received_at between $4 and $5
    order by line.received_at, line.id limit 50";

/// Loads of a supplier on a plate that weigh the same, received within so many days of one of them.
pub(super) async fn equal_loads(
    conn: &mut Connection,
    load: &LoadRow,
    grams: i64,
    days: i64,
) -> Result<Vec<EqualRow>, Error> {
    let span = TimeDelta::try_days(days).unwrap_or_default();
    let rows = diesel::sql_query(EQUAL)
        .bind::<sql_types::Uuid, _>(load.supplier_id.uuid())
        .bind::<Text, _>(&load.plate_key)
        .bind::<BigInt, _>(grams)
        .bind::<Timestamptz, _>(load.received_at - span)
        .bind::<Timestamptz, _>(load.received_at + span);
    Ok(rows.load(conn).await?)
}

/// A payment that was not taken back.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = payment)]
pub(super) struct PaidRow {
    pub(super) id: PaymentId,
    pub(super) supplier_id: PartyId,
    pub(super) agreement_id: AgreementId,
    pub(super) contract_id: ContractId,
    pub(super) paid_date: NaiveDate,
}

/// A payment, unless it was taken back.
pub(super) async fn paid(conn: &mut Connection, id: PaymentId) -> Result<Option<PaidRow>, Error> {
    let row = payment::table.find(id).filter(payment::state.ne(PaymentState::Withdrawn));
    Ok(row.select(PaidRow::as_select()).first(conn).await.optional()?)
}

/// What a supplier was paid from a day on, within so many days.
pub(super) async fn paid_to(
    conn: &mut Connection,
    supplier: PartyId,
    from: NaiveDate,
    days: i64,
) -> Result<Vec<PaidRow>, Error> {
    let until = TimeDelta::try_days(days).and_then(|days| from.checked_add_signed(days)).unwrap_or(from);
    let rows = payment::table
        .filter(payment::supplier_id.eq(supplier))
        .filter(payment::paid_date.between(from, until))
        .filter(payment::state.ne(PaymentState::Withdrawn))
        .order(payment::id)
        .limit(500)
        .select(PaidRow::as_select());
    Ok(rows.load(conn).await?)
}

/// The agreements under which a party trades, with its contracts.
pub(super) async fn agreements_of(
    conn: &mut Connection,
    party: PartyId,
) -> Result<BTreeMap<AgreementId, Vec<ContractId>>, Error> {
    let rows = projected_contract::table
        .filter(projected_contract::supplier_id.eq(party).or(projected_contract::buyer_id.eq(party)))
        .order(projected_contract::id)
        .limit(500)
        .select((projected_contract::agreement_id, projected_contract::id));
    let mut agreements: BTreeMap<AgreementId, Vec<ContractId>> = BTreeMap::new();
    for (agreement, contract) in rows.load::<(AgreementId, ContractId)>(conn).await? {
        agreements.entry(agreement).or_default().push(contract);
    }
    Ok(agreements)
}

/// Those of the other parties of some files that trade under an agreement.
pub(super) async fn trading_under(
    conn: &mut Connection,
    agreement: AgreementId,
    matches: &[FileMatchRow],
) -> Result<BTreeSet<PartyId>, Error> {
    let others: Vec<PartyId> = matches.iter().map(|one| one.other_party_id).collect();
    let rows = projected_contract::table
        .filter(projected_contract::agreement_id.eq(agreement))
        .filter(
            projected_contract::supplier_id.eq_any(&others).or(projected_contract::buyer_id.eq_any(&others)),
        )
        .select((projected_contract::supplier_id, projected_contract::buyer_id));
    let rows: Vec<(PartyId, PartyId)> = rows.load(conn).await?;
    Ok(rows.into_iter().flat_map(|(supplier, buyer)| [supplier, buyer]).collect())
}

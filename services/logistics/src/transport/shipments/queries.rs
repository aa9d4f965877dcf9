//! All SQL of the shipments; who may read them stands in [`super::visibility`].

use std::collections::BTreeMap;

use api_types::logistics::ListShipmentsQuery;
use chrono::{DateTime, NaiveDate, Utc};
use db::functions::nextval;
use db::{Connection, Prepare as _};
use diesel::dsl::{array, exists, not};
use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};
use domain::logistics::{GoodsKind, ReceiptState, ShipmentState};
use domain::shared::{
    CallOffLineId, ConsolidationLotId, FacilityId, Id as _, JourneyPaperId, PartyId, ShipmentId, VehicleId,
};
use futures_util::future::{try_join, try_join3};
use service::Error;
use web::Caller;

use super::rows::{ItemRow, JourneyPaperRow, ShipmentRow, VehicleRow, WholeShipment};
use super::visibility::{readers_of, visible};
use crate::schema::{
    goods_kind, journey_paper, receipt, receipt_line, shipment, shipment_item, shipment_reader, vehicle,
};

/// A shipment that the caller may read.
pub(crate) async fn find_shipment(
    conn: &Connection,
    caller: &Caller,
    id: ShipmentId,
) -> Result<Option<WholeShipment>, Error> {
    // All four are under way at once: what a stranger may not see is read and thrown away.
    let (row, load) = try_join(find_row(conn, caller, id), load_of_one(conn, id)).await?;
    Ok(load.onto(row.into_iter().collect()).pop())
}

async fn find_row(
    mut conn: &Connection,
    caller: &Caller,
    id: ShipmentId,
) -> Result<Option<ShipmentRow>, Error> {
    let row = shipment::table.find(id).select(ShipmentRow::as_select());
    if caller.is_service() {
        return Ok(row.prepared().get_result(&mut conn).await.optional()?);
    }
    // One range of the index and one row: planned once, unlike the boxed query of a page.
    let read = shipment_reader::table.find((id, caller.party().uuid()));
    Ok(row.filter(exists(read)).prepared().get_result(&mut conn).await.optional()?)
}

/// A shipment that something reports of, if the caller may read it, and everybody who may.
pub(crate) async fn find_on_the_road(
    mut conn: &Connection,
    caller: &Caller,
    id: ShipmentId,
) -> Result<Option<(ShipmentRow, Vec<uuid::Uuid>)>, Error> {
    let found = visible(caller, None)
        .filter(shipment::id.eq(id))
        .select((ShipmentRow::as_select(), array(readers_of(id))));
    Ok(found.first(&mut conn).await.optional()?)
}

/// Locks a shipment that the caller may read, then reads it whole: what is read is what the lock protects. Whoever locks
/// more goes on in this order: its receipts, its orders, the contract lines.
pub(crate) async fn lock_shipment(
    conn: &mut Connection,
    caller: &Caller,
    id: ShipmentId,
) -> Result<WholeShipment, Error> {
    let lock = shipment::table.find(id).select(shipment::id).for_no_key_update();
    lock.first::<ShipmentId>(conn).await.optional()?.ok_or(Error::NotFound)?;
    find_shipment(conn, caller, id).await?.ok_or(Error::NotFound)
}

/// Whether no filter is given: a page is then a short read of an index.
pub(super) fn are_all(query: &ListShipmentsQuery) -> bool {
    matches!(
        query,
        ListShipmentsQuery { state: None, call_off_id: None, contract_id: None, variant_id: None, .. }
    )
}

/// A page of the shipments that the caller may read and that match.
pub(super) async fn list_shipments(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListShipmentsQuery,
    after: Option<ShipmentId>,
    limit: i64,
) -> Result<Vec<WholeShipment>, Error> {
    let mut statement = visible(caller, after).order(shipment::id.asc()).limit(limit);
    if let Some(state) = query.state {
        statement = statement.filter(shipment::state.eq(state));
    }
    let items = || shipment_item::table.select(shipment_item::shipment_id);
    if let Some(call_off) = query.call_off_id {
        let serving = items().filter(shipment_item::call_off_id.eq(call_off));
        statement = statement.filter(shipment::id.eq_any(serving));
    }
    if let Some(contract) = query.contract_id {
        let serving = items().filter(shipment_item::contract_id.eq(contract));
        statement = statement.filter(shipment::id.eq_any(serving));
    }
    if let Some(variant) = query.variant_id {
        let serving = items().filter(shipment_item::variant_id.eq(variant));
        statement = statement.filter(shipment::id.eq_any(serving));
    }
    let rows = statement.load(conn).await?;
    whole(conn, rows).await
}

/// A page of all shipments that the caller may read.
pub(super) async fn list_all_shipments(
    conn: &Connection,
    caller: &Caller,
    after: Option<ShipmentId>,
    limit: i64,
) -> Result<Vec<WholeShipment>, Error> {
    let mut shared = conn;
    let rows = visible(caller, after).order(shipment::id.asc()).limit(limit).load(&mut shared).await?;
    whole(conn, rows).await
}

async fn whole(conn: &Connection, rows: Vec<ShipmentRow>) -> Result<Vec<WholeShipment>, Error> {
    let ids: Vec<ShipmentId> = rows.iter().map(|row| row.id).collect();
    Ok(load_of(conn, &ids).await?.onto(rows))
}

/// Vehicles, items and papers of shipments.
struct Load(Vec<VehicleRow>, Vec<ItemRow>, Vec<JourneyPaperRow>);

/// Reads what is on one shipment. PostgreSQL keeps one plan for `= $1` and plans `= any ($1)` with every call, which takes
/// longer than to read it.
async fn load_of_one(conn: &Connection, id: ShipmentId) -> Result<Load, Error> {
    let (mut first, mut second, mut third) = (conn, conn, conn);
    let vehicles = vehicle::table.filter(vehicle::shipment_id.eq(id)).order(vehicle::number);
    let items = shipment_item::table.filter(shipment_item::shipment_id.eq(id)).order(shipment_item::number);
    let papers = journey_paper::table.filter(journey_paper::shipment_id.eq(id)).order(journey_paper::id);
    let (vehicles, items, papers) = try_join3(
        vehicles.select(VehicleRow::as_select()).prepared().load(&mut first),
        items.select(ItemRow::as_select()).prepared().load(&mut second),
        papers.select(JourneyPaperRow::as_select()).prepared().load(&mut third),
    )
    .await?;
    Ok(Load(vehicles, items, papers))
}

/// Reads what is on shipments, in three statements whatever their number, all under way at once.
async fn load_of(conn: &Connection, ids: &[ShipmentId]) -> Result<Load, Error> {
    let (mut first, mut second, mut third) = (conn, conn, conn);
    let vehicles = vehicle::table
        .filter(vehicle::shipment_id.eq_any(ids))
        .order((vehicle::shipment_id, vehicle::number))
        .select(VehicleRow::as_select())
        .load(&mut first);
    let items = shipment_item::table
        .filter(shipment_item::shipment_id.eq_any(ids))
        .order((shipment_item::shipment_id, shipment_item::number))
        .select(ItemRow::as_select())
        .load(&mut second);
    let papers = journey_paper::table
        .filter(journey_paper::shipment_id.eq_any(ids))
        .order((journey_paper::shipment_id, journey_paper::id))
        .select(JourneyPaperRow::as_select())
        .load(&mut third);
    let (vehicles, items, papers) = try_join3(vehicles, items, papers).await?;
    Ok(Load(vehicles, items, papers))
}

impl Load {
    /// The shipments with what is on them.
    fn onto(self, rows: Vec<ShipmentRow>) -> Vec<WholeShipment> {
        let mut vehicles = grouped(self.0, |row| row.shipment_id);
        let mut items = grouped(self.1, |row| row.shipment_id);
        let mut papers = grouped(self.2, |row| row.shipment_id);
        let whole = |row: ShipmentRow| WholeShipment {
            vehicles: vehicles.remove(&row.id).unwrap_or_default(),
            items: items.remove(&row.id).unwrap_or_default(),
            papers: papers.remove(&row.id).unwrap_or_default(),
            row,
        };
        rows.into_iter().map(whole).collect()
    }
}

/// Rows by the parent they belong to, in their order.
pub(crate) fn grouped<K: Ord, R>(rows: Vec<R>, key: impl Fn(&R) -> K) -> BTreeMap<K, Vec<R>> {
    let mut groups: BTreeMap<K, Vec<R>> = BTreeMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

/// The next number of a delivery note.
pub(super) async fn next_number(conn: &mut Connection) -> Result<i64, Error> {
    Ok(diesel::select(nextval("shipment_number")).get_result(conn).await?)
}

pub(super) async fn insert_shipment(conn: &mut Connection, whole: &WholeShipment) -> Result<(), Error> {
    diesel::insert_into(shipment::table).values(&whole.row).prepared().execute(conn).await?;
    insert_load(conn, &whole.vehicles, &whole.items).await?;
    insert_papers(conn, &whole.papers).await
}

async fn insert_load(conn: &mut Connection, vehicles: &[VehicleRow], items: &[ItemRow]) -> Result<(), Error> {
    diesel::insert_into(vehicle::table).values(vehicles).execute(conn).await?;
    diesel::insert_into(shipment_item::table).values(items).execute(conn).await?;
    Ok(())
}

pub(crate) async fn insert_papers(conn: &mut Connection, papers: &[JourneyPaperRow]) -> Result<(), Error> {
    diesel::insert_into(journey_paper::table).values(papers).execute(conn).await?;
    Ok(())
}

/// Replaces the vehicles and items of a shipment that has not left.
pub(super) async fn replace_load(conn: &mut Connection, whole: &WholeShipment) -> Result<(), Error> {
    // The items go with their vehicles.
    diesel::delete(vehicle::table.filter(vehicle::shipment_id.eq(whole.row.id))).execute(conn).await?;
    insert_load(conn, &whole.vehicles, &whole.items).await
}

/// Replaces the papers of a shipment that has not left.
pub(super) async fn replace_papers(conn: &mut Connection, whole: &WholeShipment) -> Result<(), Error> {
    diesel::delete(journey_paper::table.filter(journey_paper::shipment_id.eq(whole.row.id)))
        .execute(conn)
        .await?;
    insert_papers(conn, &whole.papers).await
}

/// Until the transaction ends nobody else adds papers or counts the heads that travel under them: what is read of papers on
/// other shipments after this stays.
pub(super) async fn lock_papers(conn: &mut Connection) -> Result<(), Error> {
    Ok(conn.batch_execute("select pg_advisory_xact_lock(4712071)").await?)
}

/// A paper as another shipment shows it, with where that one stands and whose it is.
pub(crate) type PaperElsewhere = (JourneyPaperRow, ShipmentState, PartyId);

/// What other shipments show of the same papers, but those that were given up.
pub(crate) async fn same_papers_elsewhere(
    mut conn: &Connection,
    id: ShipmentId,
    papers: &[JourneyPaperRow],
) -> Result<Vec<PaperElsewhere>, Error> {
    let keys: Vec<&str> = papers.iter().map(|paper| paper.number_key.as_str()).collect();
    let scans: Vec<&str> = papers.iter().map(|paper| paper.sha256.as_str()).collect();
    let rows = journey_paper::table
        .inner_join(shipment::table.on(shipment::id.eq(journey_paper::shipment_id)))
        .filter(journey_paper::number_key.eq_any(keys).or(journey_paper::sha256.eq_any(scans)))
        .filter(journey_paper::shipment_id.ne(id))
        .filter(shipment::state.ne(ShipmentState::Cancelled))
        .order(journey_paper::id)
        .select((JourneyPaperRow::as_select(), shipment::state, shipment::supplier_id));
    let rows: Vec<PaperElsewhere> = rows.load(&mut conn).await?;
    Ok(rows
        .into_iter()
        .filter(|(row, ..)| papers.iter().any(|paper| paper.is_same(row) || paper.has_scan_of(row)))
        .collect())
}

/// Writes how many heads of its shipment travel under a paper.
pub(super) async fn use_heads(conn: &mut Connection, paper: &JourneyPaperRow) -> Result<(), Error> {
    let row = journey_paper::table.find(paper.id);
    diesel::update(row).set(journey_paper::heads_used.eq(paper.heads_used)).prepared().execute(conn).await?;
    Ok(())
}

/// A paper, whoever may read it.
pub(crate) async fn find_paper(
    mut conn: &Connection,
    id: JourneyPaperId,
) -> Result<Option<JourneyPaperRow>, Error> {
    Ok(journey_paper::table
        .find(id)
        .select(JourneyPaperRow::as_select())
        .first(&mut conn)
        .await
        .optional()?)
}

/// Writes who confirmed a paper.
pub(crate) async fn confirm_paper(conn: &mut Connection, paper: &JourneyPaperRow) -> Result<(), Error> {
    let confirmed = (
        journey_paper::confirmed_at.eq(paper.confirmed_at),
        journey_paper::confirmed_by_party_id.eq(paper.confirmed_by_party_id),
        journey_paper::confirmed_by.eq(&paper.confirmed_by),
        journey_paper::confirmed_as.eq(paper.confirmed_as),
        journey_paper::confirmation_note.eq(&paper.confirmation_note),
    );
    diesel::update(journey_paper::table.find(paper.id)).set(confirmed).execute(conn).await?;
    Ok(())
}

/// Writes a shipment where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_shipment(
    conn: &mut Connection,
    row: &ShipmentRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = shipment::table.filter(shipment::id.eq(row.id)).filter(shipment::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

/// Vehicles of which none has said so have left with their shipment.
pub(super) async fn vehicles_left(
    conn: &mut Connection,
    id: ShipmentId,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let silent = vehicle::table.filter(vehicle::shipment_id.eq(id)).filter(vehicle::departed_at.is_null());
    diesel::update(silent).set(vehicle::departed_at.eq(at)).prepared().execute(conn).await?;
    Ok(())
}

/// Writes when vehicles came.
pub(super) async fn vehicles_came(conn: &mut Connection, vehicles: &[VehicleRow]) -> Result<(), Error> {
    for row in vehicles {
        diesel::update(vehicle::table.find(row.id))
            .set(vehicle::arrived_at.eq(row.arrived_at))
            .prepared()
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// When the first goods of each vehicle were received, by posted receipts that hold.
pub(crate) async fn first_received(
    mut conn: &Connection,
    id: ShipmentId,
) -> Result<BTreeMap<VehicleId, DateTime<Utc>>, Error> {
    let rows: Vec<(VehicleId, DateTime<Utc>)> = receipt_line::table
        .inner_join(shipment_item::table.on(shipment_item::id.eq(receipt_line::shipment_item_id)))
        .filter(shipment_item::shipment_id.eq(id))
        .filter(receipt_line::posted_at.is_not_null())
        .filter(receipt_line::reversed_at.is_null())
        .select((receipt_line::vehicle_id, receipt_line::received_at))
        .load(&mut conn)
        .await?;
    let mut first: BTreeMap<VehicleId, DateTime<Utc>> = BTreeMap::new();
    for (vehicle, received) in rows {
        first.entry(vehicle).and_modify(|known| *known = received.min(*known)).or_insert(received);
    }
    Ok(first)
}

/// Receipts of a shipment that are captured and not posted: their numbers. Where two captures met, nobody works on them once
/// their goods are received by another.
pub(super) async fn in_progress(
    mut conn: &Connection,
    id: ShipmentId,
) -> Result<Vec<(String, ReceiptState)>, Error> {
    let unreceived = receipt_line::table
        .inner_join(shipment_item::table.on(shipment_item::id.eq(receipt_line::shipment_item_id)))
        .filter(not(shipment_item::received))
        .select(receipt_line::receipt_id);
    let states = ReceiptState::ALL.iter().copied().filter(|state| state.is_in_progress());
    let captured = receipt::table
        .filter(receipt::shipment_id.eq(id))
        .filter(receipt::state.eq_any(states.collect::<Vec<_>>()))
        .filter(receipt::state.ne(ReceiptState::Conflicted).or(receipt::id.eq_any(unreceived)))
        .order(receipt::id)
        .select((receipt::number, receipt::state));
    Ok(captured.load(&mut conn).await?)
}

/// Which rules the forms of some commodities fall under; the form is empty where the row is the commodity's.
pub(super) async fn goods_kinds(
    conn: &mut Connection,
    commodities: &[&str],
) -> Result<Vec<(String, String, GoodsKind)>, Error> {
    let rows = goods_kind::table.filter(goods_kind::commodity_code.eq_any(commodities)).select((
        goods_kind::commodity_code,
        goods_kind::form_code,
        goods_kind::goods,
    ));
    Ok(rows.load(conn).await?)
}

/// What other shipments have ready, or had, at a facility on a day.
pub(super) async fn loaded_at(
    conn: &mut Connection,
    facility: FacilityId,
    day: NaiveDate,
    but: ShipmentId,
) -> Result<Vec<ItemRow>, Error> {
    let items = shipment_item::table
        .inner_join(shipment::table.on(shipment::id.eq(shipment_item::shipment_id)))
        .filter(shipment::origin_facility_id.eq(facility))
        .filter(shipment::ready_date.eq(day))
        .filter(shipment::state.ne(ShipmentState::Cancelled))
        .filter(shipment::id.ne(but))
        .select(ItemRow::as_select());
    Ok(items.load(conn).await?)
}

/// Grams of some lots on other shipments by lot and order line, but on those that were given up or came back.
pub(super) async fn loaded_from_lots(
    conn: &mut Connection,
    but: ShipmentId,
    lots: &[ConsolidationLotId],
) -> Result<BTreeMap<(ConsolidationLotId, CallOffLineId), i64>, Error> {
    let items = shipment_item::table
        .inner_join(shipment::table.on(shipment::id.eq(shipment_item::shipment_id)))
        .filter(shipment_item::consolidation_lot_id.eq_any(lots))
        .filter(shipment_item::shipment_id.ne(but))
        .filter(shipment::state.ne(ShipmentState::Cancelled))
        // What was received before the rest came back is gone.
        .filter(shipment::state.ne(ShipmentState::Returned).or(shipment_item::received))
        .select((
            shipment_item::consolidation_lot_id.assume_not_null(),
            shipment_item::call_off_line_id,
            shipment_item::quantity_base,
        ));
    let rows: Vec<(ConsolidationLotId, CallOffLineId, i64)> = items.load(conn).await?;
    let mut sums = BTreeMap::new();
    for (lot, line, grams) in rows {
        *sums.entry((lot, line)).or_default() += grams;
    }
    Ok(sums)
}

//! All SQL of the shipments. A shipment is in sight of those who may read the contracts of its items, and
//! of the party that drives it: `shipment_sight`, which the database keeps.

use std::collections::BTreeMap;

use api_types::logistics::ListShipmentsQuery;
use chrono::{DateTime, Utc};
use db::functions::nextval;
use db::{Connection, Prepare as _};
use diesel::dsl::{array, exists};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Uuid;
use diesel_async::RunQueryDsl;
use domain::shared::{Id as _, ShipmentId, VehicleId};
use futures_util::future::{try_join, try_join3};
use service::Error;

use super::rows::{CertificateRow, ItemRow, ShipmentRow, VehicleRow, WholeShipment};
use crate::schema::{certificate, shipment, shipment_item, shipment_sight, vehicle};
use crate::tenancy::Scope;

/// The ids of the shipments whose contracts are in sight: what receipts are scoped by.
pub(crate) fn in_trade_sight(scope: Scope) -> shipment_sight::BoxedQuery<'static, Pg, Uuid> {
    let ids = shipment_sight::table.select(shipment_sight::shipment_id).into_boxed();
    match scope {
        Scope::All => ids,
        Scope::Party(party) => {
            ids.filter(shipment_sight::party_id.eq(party.uuid())).filter(shipment_sight::in_trade)
        }
    }
}

type Boxed =
    shipment::BoxedQuery<'static, Pg, diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<ShipmentRow, Pg>>>;

/// The shipments in sight after one. The party's part of the index begins there too: a late page reads no more
/// of it than the first.
fn in_sight(scope: Scope, after: Option<ShipmentId>) -> Boxed {
    let mut rows = shipment::table.select(ShipmentRow::as_select()).into_boxed();
    if let Scope::Party(party) = scope {
        let seen = shipment_sight::table.filter(shipment_sight::party_id.eq(party.uuid()));
        let mut seen = seen.select(shipment_sight::shipment_id).into_boxed();
        if let Some(after) = after {
            seen = seen.filter(shipment_sight::shipment_id.gt(after));
        }
        rows = rows.filter(shipment::id.eq_any(seen));
    }
    match after {
        Some(after) => rows.filter(shipment::id.gt(after)),
        None => rows,
    }
}

pub(crate) async fn find_shipment(
    conn: &Connection,
    scope: Scope,
    id: ShipmentId,
) -> Result<Option<WholeShipment>, Error> {
    // All four are under way at once: what a stranger may not see is read and thrown away.
    let (row, load) = try_join(find_row(conn, scope, id), load_of_one(conn, id)).await?;
    Ok(load.onto(row.into_iter().collect()).pop())
}

async fn find_row(mut conn: &Connection, scope: Scope, id: ShipmentId) -> Result<Option<ShipmentRow>, Error> {
    let row = shipment::table.find(id).select(ShipmentRow::as_select());
    Ok(match scope {
        Scope::All => row.prepared().get_result(&mut conn).await.optional()?,
        Scope::Party(party) => {
            let sight = shipment_sight::table.find((id, party.uuid()));
            row.filter(exists(sight)).prepared().get_result(&mut conn).await.optional()?
        }
    })
}

/// What a report from the road is judged by: the shipment in sight, whether the vehicle is one of it, and
/// who hears of it.
pub(crate) async fn find_on_the_road(
    mut conn: &Connection,
    scope: Scope,
    id: ShipmentId,
    vehicle: VehicleId,
) -> Result<Option<(ShipmentRow, bool, Vec<uuid::Uuid>)>, Error> {
    let carried = vehicle::table.filter(vehicle::id.eq(vehicle)).filter(vehicle::shipment_id.eq(id));
    let seen = in_sight(scope, None).filter(shipment::id.eq(id));
    let seen = seen.select((ShipmentRow::as_select(), exists(carried), array(those_who_see(id))));
    Ok(seen.first(&mut conn).await.optional()?)
}

/// Who sees a shipment.
pub(crate) async fn in_sight_of(mut conn: &Connection, id: ShipmentId) -> Result<Vec<uuid::Uuid>, Error> {
    Ok(those_who_see(id).load(&mut conn).await?)
}

#[diesel::dsl::auto_type]
fn those_who_see(id: ShipmentId) -> _ {
    shipment_sight::table.filter(shipment_sight::shipment_id.eq(id)).select(shipment_sight::party_id)
}

/// Locks a shipment in sight, then reads it whole: what is read is what the lock protects. Whoever locks
/// more goes on in this order: its receipts, its orders, the contract lines.
pub(crate) async fn lock_shipment(
    conn: &mut Connection,
    scope: Scope,
    id: ShipmentId,
) -> Result<WholeShipment, Error> {
    let lock = shipment::table.find(id).select(shipment::id).for_no_key_update();
    lock.first::<ShipmentId>(conn).await.optional()?.ok_or(Error::NotFound)?;
    find_shipment(conn, scope, id).await?.ok_or(Error::NotFound)
}

/// Whether no filter is given: a page is then a short read of an index.
pub(super) fn are_all(query: &ListShipmentsQuery) -> bool {
    matches!(query, ListShipmentsQuery { state: None, call_off_id: None, contract_id: None, .. })
}

/// A page of the shipments in sight that match.
pub(super) async fn list_shipments(
    conn: &mut Connection,
    scope: Scope,
    query: &ListShipmentsQuery,
    after: Option<ShipmentId>,
    limit: i64,
) -> Result<Vec<WholeShipment>, Error> {
    let mut statement = in_sight(scope, after).order(shipment::id.asc()).limit(limit);
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
    let rows = statement.load(conn).await?;
    whole(conn, rows).await
}

/// A page of all shipments in sight.
pub(super) async fn list_all_shipments(
    conn: &Connection,
    scope: Scope,
    after: Option<ShipmentId>,
    limit: i64,
) -> Result<Vec<WholeShipment>, Error> {
    let mut lane = conn;
    let rows = in_sight(scope, after).order(shipment::id.asc()).limit(limit).load(&mut lane).await?;
    whole(conn, rows).await
}

async fn whole(conn: &Connection, rows: Vec<ShipmentRow>) -> Result<Vec<WholeShipment>, Error> {
    let ids: Vec<ShipmentId> = rows.iter().map(|row| row.id).collect();
    Ok(load_of(conn, &ids).await?.onto(rows))
}

/// Vehicles, items and papers of shipments.
struct Load(Vec<VehicleRow>, Vec<ItemRow>, Vec<CertificateRow>);

/// Reads what is on one shipment. PostgreSQL keeps one plan for `= $1` and plans `= any ($1)` with every call, which takes
/// longer than to read it.
async fn load_of_one(conn: &Connection, id: ShipmentId) -> Result<Load, Error> {
    let (mut first, mut second, mut third) = (conn, conn, conn);
    let vehicles = vehicle::table.filter(vehicle::shipment_id.eq(id)).order(vehicle::number);
    let items = shipment_item::table.filter(shipment_item::shipment_id.eq(id)).order(shipment_item::number);
    let papers = certificate::table.filter(certificate::shipment_id.eq(id)).order(certificate::id);
    let (vehicles, items, papers) = try_join3(
        vehicles.select(VehicleRow::as_select()).prepared().load(&mut first),
        items.select(ItemRow::as_select()).prepared().load(&mut second),
        papers.select(CertificateRow::as_select()).prepared().load(&mut third),
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
    let papers = certificate::table
        .filter(certificate::shipment_id.eq_any(ids))
        .order((certificate::shipment_id, certificate::id))
        .select(CertificateRow::as_select())
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
            certificates: papers.remove(&row.id).unwrap_or_default(),
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
    insert_papers(conn, &whole.certificates).await
}

async fn insert_load(conn: &mut Connection, vehicles: &[VehicleRow], items: &[ItemRow]) -> Result<(), Error> {
    diesel::insert_into(vehicle::table).values(vehicles).execute(conn).await?;
    diesel::insert_into(shipment_item::table).values(items).execute(conn).await?;
    Ok(())
}

async fn insert_papers(conn: &mut Connection, papers: &[CertificateRow]) -> Result<(), Error> {
    diesel::insert_into(certificate::table).values(papers).execute(conn).await?;
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
    diesel::delete(certificate::table.filter(certificate::shipment_id.eq(whole.row.id)))
        .execute(conn)
        .await?;
    insert_papers(conn, &whole.certificates).await
}

/// Writes a shipment whose version is one more than the stored one.
pub(super) async fn update_shipment(conn: &mut Connection, row: &ShipmentRow) -> Result<(), Error> {
    let target =
        shipment::table.filter(shipment::id.eq(row.id)).filter(shipment::version.eq(row.version - 1));
    match diesel::update(target).set(row).prepared().execute(conn).await? {
        1 => Ok(()),
        _ => Err(Error::Internal("the locked version is gone".to_owned())),
    }
}

/// Vehicles that have not said so have left, or arrived, with their shipment.
pub(super) async fn vehicles_left(
    conn: &mut Connection,
    id: ShipmentId,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let silent = vehicle::table.filter(vehicle::shipment_id.eq(id)).filter(vehicle::departed_at.is_null());
    diesel::update(silent).set(vehicle::departed_at.eq(at)).prepared().execute(conn).await?;
    Ok(())
}

/// See [`vehicles_left`].
pub(super) async fn vehicles_came(
    conn: &mut Connection,
    id: ShipmentId,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let silent = vehicle::table.filter(vehicle::shipment_id.eq(id)).filter(vehicle::arrived_at.is_null());
    diesel::update(silent).set(vehicle::arrived_at.eq(at)).prepared().execute(conn).await?;
    Ok(())
}

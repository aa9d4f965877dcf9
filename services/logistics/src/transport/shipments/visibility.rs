//! Who may read a shipment: who may read the contracts of its goods, and who drives it. `shipment_reader` is the index of
//! that relationship, which the database keeps (ADR 7); queries and events read the same rows.

use db::Connection;
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Uuid;
use diesel_async::RunQueryDsl;
use domain::shared::{Id as _, ShipmentId};
use service::Error;
use web::Caller;

use super::rows::ShipmentRow;
use crate::schema::{shipment, shipment_reader};

/// Rows of shipments.
type Boxed =
    shipment::BoxedQuery<'static, Pg, diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<ShipmentRow, Pg>>>;

/// The shipments that the caller may read, after one; services read all. The party's part of the index begins there too:
/// a late page reads no more of it than the first.
pub(super) fn visible(caller: &Caller, after: Option<ShipmentId>) -> Boxed {
    let mut rows = shipment::table.select(ShipmentRow::as_select()).into_boxed();
    if !caller.is_service() {
        let read = shipment_reader::table.filter(shipment_reader::party_id.eq(caller.party().uuid()));
        let mut read = read.select(shipment_reader::shipment_id).into_boxed();
        if let Some(after) = after {
            read = read.filter(shipment_reader::shipment_id.gt(after));
        }
        rows = rows.filter(shipment::id.eq_any(read));
    }
    match after {
        Some(after) => rows.filter(shipment::id.gt(after)),
        None => rows,
    }
}

/// The ids of the shipments whose contracts the caller may read: what receipts are read by; services read all.
pub(crate) fn traded_by(caller: &Caller) -> shipment_reader::BoxedQuery<'static, Pg, Uuid> {
    let ids = shipment_reader::table.select(shipment_reader::shipment_id).into_boxed();
    if caller.is_service() {
        return ids;
    }
    ids.filter(shipment_reader::party_id.eq(caller.party().uuid())).filter(shipment_reader::in_trade)
}

/// Everybody who may read a shipment, as a query.
#[auto_type]
pub(super) fn readers_of(id: ShipmentId) -> _ {
    shipment_reader::table.filter(shipment_reader::shipment_id.eq(id)).select(shipment_reader::party_id)
}

/// Everybody who may read a shipment.
pub(crate) async fn readers(mut conn: &Connection, id: ShipmentId) -> Result<Vec<uuid::Uuid>, Error> {
    Ok(readers_of(id).load(&mut conn).await?)
}

/// Everybody who may read the contracts of a shipment.
pub(crate) async fn traders(mut conn: &Connection, id: ShipmentId) -> Result<Vec<uuid::Uuid>, Error> {
    Ok(readers_of(id).filter(shipment_reader::in_trade).load(&mut conn).await?)
}

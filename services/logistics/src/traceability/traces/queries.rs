//! All SQL of the traces: one statement for each kind of record, whatever the number of shipments.

use std::collections::BTreeMap;

use db::Connection;
use db::schema::transition;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::ShipmentEvent;
use domain::shared::{CallOffLineId, Id as _, ShipmentId, ShipmentItemId};
use service::Error;
use web::Caller;

use super::rows::{AcceptedRow, Bounded, Facts, GivenRow, HeldRow, MovedRow, ReportRow, TracedShipment};
use super::subject::{Asked, Subject};
use crate::outside::{lots_by_id, recalled_among, recalled_lots};
use crate::schema::{
    call_off_line, distribution, distribution_line, projected_hold, receipt, receipt_line, shipment,
    shipment_item, vehicle_event,
};
use crate::traceability::distributions::{corrections_of, reversals_of};
use crate::transport::{ItemRow, distinct, traded_by};

/// The most records of one kind in one answer.
const MOST: usize = 2_000;
/// One more, to know whether some are left out.
const FETCH: i64 = 2_001;

/// The goods that a trace is about.
fn goods(subject: &Subject) -> shipment_item::BoxedQuery<'static, Pg> {
    let items = shipment_item::table.into_boxed();
    match subject {
        Subject::Lot(id) => items.filter(shipment_item::consolidation_lot_id.eq(*id)),
        Subject::Variant(id) => items.filter(shipment_item::variant_id.eq(*id)),
        Subject::Shipment(id) => items.filter(shipment_item::shipment_id.eq(*id)),
        Subject::Receipt(id) => {
            let of_it = receipt_line::table.filter(receipt_line::receipt_id.eq(*id));
            items.filter(shipment_item::id.eq_any(of_it.select(receipt_line::shipment_item_id)))
        }
        Subject::Distribution(id) => {
            let of_it = distribution_line::table.filter(distribution_line::distribution_id.eq(*id));
            items.filter(shipment_item::id.eq_any(of_it.select(distribution_line::shipment_item_id)))
        }
        Subject::Outlet(id) => {
            let to_it = distribution_line::table.filter(distribution_line::outlet_id.eq(*id));
            items.filter(shipment_item::id.eq_any(to_it.select(distribution_line::shipment_item_id)))
        }
        Subject::Facility(id) => {
            let from_it = shipment::table.filter(shipment::origin_facility_id.eq(*id));
            items.filter(shipment_item::shipment_id.eq_any(from_it.select(shipment::id)))
        }
        Subject::Animal(key) => {
            let lines = || {
                let holds = projected_hold::table
                    .filter(projected_hold::animal_tag_keys.contains(vec![key.clone()]))
                    .select(projected_hold::id.nullable());
                call_off_line::table
                    .filter(call_off_line::hold_id.eq_any(holds))
                    .filter(call_off_line::hold_given_back.eq(false))
            };
            items
                .filter(shipment_item::call_off_id.eq_any(lines().select(call_off_line::call_off_id)))
                .filter(shipment_item::call_off_line_id.eq_any(lines().select(call_off_line::id)))
        }
    }
}

/// A page of the shipments with such goods whose trade the caller may read.
pub(super) async fn shipments(
    conn: &mut Connection,
    caller: &Caller,
    asked: &Asked,
    after: Option<ShipmentId>,
    limit: i64,
) -> Result<Vec<TracedShipment>, Error> {
    let mut statement = shipment::table
        .filter(shipment::id.eq_any(goods(&asked.subject).select(shipment_item::shipment_id)))
        .filter(shipment::id.eq_any(traded_by(caller)))
        .order(shipment::id.asc())
        .limit(limit)
        .select(TracedShipment::as_select())
        .into_boxed();
    if let Some(after) = after {
        statement = statement.filter(shipment::id.gt(after));
    }
    if let Some(known_at) = asked.known_at {
        statement = statement.filter(shipment::created_at.le(known_at));
    }
    Ok(statement.load(conn).await?)
}

/// All that is known of such goods on some shipments.
pub(super) async fn facts(
    conn: &mut Connection,
    asked: Asked,
    shipments: &[TracedShipment],
) -> Result<Facts, Error> {
    let ids: Vec<ShipmentId> = shipments.iter().map(|shipment| shipment.id).collect();
    let items = items(conn, &asked, &ids).await?;
    let goods: Vec<ShipmentItemId> = items.all().map(|item| item.id).collect();
    let (accepted, given) = (accepted(conn, &goods).await?, given(conn, &goods).await?);
    let receipts = accepted.all().map(|row| row.receipt_id).chain(given.all().map(|row| row.receipt_id));
    let reversals = reversals_of(conn, &distinct(receipts)).await?;
    let distributions = distinct(given.all().map(|row| row.distribution_id));
    let lots = distinct(items.all().filter_map(|item| item.consolidation_lot_id));
    let variants = distinct(items.all().filter_map(|item| item.variant_id));
    let lines = distinct(items.all().map(|item| item.call_off_line_id));
    Ok(Facts {
        moved: moved(conn, &ids).await?,
        reports: reports(conn, &ids).await?,
        corrections: corrections_of(conn, &distributions).await?,
        lots: lots_by_id(conn, &lots).await?,
        held: held(conn, &lines).await?,
        recalled_lots: recalled_lots(conn, &lots).await?.into_iter().collect(),
        recalled_variants: recalled_among(conn, &variants).await?.into_iter().collect(),
        asked,
        items,
        accepted,
        given,
        reversals,
    })
}

async fn items(
    conn: &mut Connection,
    asked: &Asked,
    shipments: &[ShipmentId],
) -> Result<Bounded<ItemRow>, Error> {
    let rows: Vec<ItemRow> = goods(&asked.subject)
        .filter(shipment_item::shipment_id.eq_any(shipments.to_vec()))
        .order((shipment_item::shipment_id, shipment_item::number))
        .limit(FETCH)
        .select(ItemRow::as_select())
        .load(conn)
        .await?;
    Ok(Bounded::of(rows, MOST, |row| row.shipment_id))
}

/// The steps of shipments that move their goods.
async fn moved(conn: &mut Connection, shipments: &[ShipmentId]) -> Result<Bounded<MovedRow>, Error> {
    let ids: Vec<uuid::Uuid> = shipments.iter().map(|id| id.uuid()).collect();
    let events = ShipmentEvent::ALL.iter().filter(|event| event.meaning().is_some());
    let events: Vec<&str> = events.map(|event| event.label()).collect();
    let rows: Vec<MovedRow> = transition::table
        .filter(transition::subject_id.eq_any(ids))
        .filter(transition::event.eq_any(events))
        .order((transition::subject_id, transition::id))
        .limit(FETCH)
        .select((
            transition::id,
            transition::subject_id,
            transition::event,
            transition::occurred_at,
            transition::recorded_at,
        ))
        .load(conn)
        .await?;
    Ok(Bounded::of(rows, MOST, |row| ShipmentId::from_uuid(row.subject_id)))
}

async fn reports(conn: &mut Connection, shipments: &[ShipmentId]) -> Result<Bounded<ReportRow>, Error> {
    let rows: Vec<ReportRow> = vehicle_event::table
        .filter(vehicle_event::shipment_id.eq_any(shipments))
        .order((vehicle_event::shipment_id, vehicle_event::id))
        .limit(FETCH)
        .select(ReportRow::as_select())
        .load(conn)
        .await?;
    Ok(Bounded::of(rows, MOST, |row| row.shipment_id))
}

/// What posted receipts accepted, those that were taken back among them.
async fn accepted(conn: &mut Connection, items: &[ShipmentItemId]) -> Result<Bounded<AcceptedRow>, Error> {
    let rows: Vec<AcceptedRow> = receipt_line::table
        .inner_join(receipt::table.on(receipt::id.eq(receipt_line::receipt_id)))
        .filter(receipt_line::shipment_item_id.eq_any(items))
        .filter(receipt_line::posted_at.is_not_null())
        .order((receipt::shipment_id, receipt_line::receipt_id, receipt_line::number))
        .limit(FETCH)
        .select((
            receipt::shipment_id,
            receipt_line::receipt_id,
            receipt_line::received_at,
            receipt_line::posted_at.assume_not_null(),
            receipt_line::shipment_item_id,
            receipt_line::accepted_base,
            receipt_line::accepted_unit,
        ))
        .load(conn)
        .await?;
    Ok(Bounded::of(rows, MOST, |row| row.shipment_id))
}

/// What went to outlets, what was corrected among it.
async fn given(conn: &mut Connection, items: &[ShipmentItemId]) -> Result<Bounded<GivenRow>, Error> {
    let rows: Vec<GivenRow> = distribution_line::table
        .inner_join(distribution::table.on(distribution::id.eq(distribution_line::distribution_id)))
        .filter(distribution_line::shipment_item_id.eq_any(items))
        .order((distribution::shipment_id, distribution::id, distribution_line::number))
        .limit(FETCH)
        .select((
            distribution::shipment_id,
            distribution::id,
            distribution::receipt_id,
            distribution::occurred_at,
            distribution::recorded_at,
            distribution_line::outlet_id,
            distribution_line::shipment_item_id,
            distribution_line::quantity_base,
            distribution_line::quantity_unit,
        ))
        .load(conn)
        .await?;
    Ok(Bounded::of(rows, MOST, |row| row.shipment_id))
}

/// The holds that order lines take their goods from.
async fn held(
    conn: &mut Connection,
    lines: &[CallOffLineId],
) -> Result<BTreeMap<CallOffLineId, HeldRow>, Error> {
    let rows: Vec<HeldRow> = call_off_line::table
        .inner_join(projected_hold::table.on(call_off_line::hold_id.eq(projected_hold::id.nullable())))
        .filter(call_off_line::id.eq_any(lines))
        .select((call_off_line::id, projected_hold::id, projected_hold::animal_tags))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.line, row)).collect())
}

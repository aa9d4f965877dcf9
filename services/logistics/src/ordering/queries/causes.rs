//! What facts about orders and their goods follow from, with the times they are said to have happened.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use db::Connection;
use db::schema::transition;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::CallOffState;
use domain::say;
use domain::shared::{Bilingual, CallOffId, Cause, Id as _};
use service::Error;
use uuid::Uuid;

use crate::ordering::call_offs::Order;
use crate::schema::{call_off, receipt_line, shipment_item};

/// The contract that an order is issued under was put into force before.
pub(in crate::ordering) fn activation(order: &Order) -> Vec<Cause> {
    let contract = &order.contract.row;
    let what = |at| {
        let number = Bilingual::same(contract.number.clone());
        Cause::new(
            say!("berlakunya kontrak {number}", "contract {number} came into force", number = number),
            at,
        )
    };
    contract.activated_at.map(what).into_iter().collect()
}

/// Goods are loaded and leave after their orders were accepted.
pub(crate) async fn acceptances(mut conn: &Connection, orders: &[Order]) -> Result<Vec<Cause>, Error> {
    let subjects: Vec<Uuid> = orders.iter().map(|order| order.row.id.uuid()).collect();
    let found: Vec<(Uuid, DateTime<Utc>)> = transition::table
        .filter(transition::subject_id.eq_any(subjects))
        .filter(transition::to_state.eq(CallOffState::Accepted.label()))
        .select((transition::subject_id, transition::occurred_at))
        .load(&mut conn)
        .await?;
    let cause = |(subject, at): (Uuid, DateTime<Utc>)| {
        let order = orders.iter().find(|order| order.row.id.uuid() == subject)?;
        let number = Bilingual::same(order.row.number.clone());
        Some(Cause::new(
            say!("diterimanya pesanan {number}", "order {number} was accepted", number = number),
            at,
        ))
    };
    Ok(found.into_iter().filter_map(cause).collect())
}

/// An order ends after everything that happened to its goods: shipments, receipts, reversals.
pub(in crate::ordering) async fn last_of_goods(
    mut conn: &Connection,
    order: CallOffId,
) -> Result<Vec<Cause>, Error> {
    let shipments = shipment_item::table
        .filter(shipment_item::call_off_id.eq(order))
        .select(shipment_item::shipment_id)
        .load::<domain::shared::ShipmentId>(&mut conn)
        .await?;
    let shipments: Vec<Uuid> = shipments.into_iter().map(|id| id.uuid()).collect();
    let moved: Option<DateTime<Utc>> = transition::table
        .filter(transition::subject_id.eq_any(shipments))
        .select(diesel::dsl::max(transition::occurred_at))
        .first(&mut conn)
        .await?;
    let received: (Option<DateTime<Utc>>, Option<DateTime<Utc>>) = receipt_line::table
        .filter(receipt_line::call_off_id.eq(order))
        .filter(receipt_line::posted_at.is_not_null())
        .select((
            diesel::dsl::max(receipt_line::received_at),
            diesel::dsl::max(receipt_line::reversal_claimed_at),
        ))
        .first(&mut conn)
        .await?;
    let causes = [
        (moved, "langkah terakhir pengirimannya", "the last step of its shipments"),
        (received.0, "penerimaan barangnya yang terakhir", "the last receipt of its goods"),
        (received.1, "pembatalan penerimaan barangnya", "a receipt of its goods was taken back"),
    ];
    Ok(causes.into_iter().filter_map(|(at, id, en)| Some(Cause::new(Bilingual::new(id, en), at?))).collect())
}

/// When the last goods of an order were received, as claimed.
pub(in crate::ordering) async fn last_received(
    mut conn: &Connection,
    order: CallOffId,
) -> Result<Option<DateTime<Utc>>, Error> {
    let last = receipt_line::table
        .filter(receipt_line::call_off_id.eq(order))
        .filter(receipt_line::posted_at.is_not_null())
        .filter(receipt_line::reversed_at.is_null())
        .select(diesel::dsl::max(receipt_line::received_at))
        .first(&mut conn)
        .await?;
    Ok(last)
}

/// The times by which the prices of orders count, and when they were recorded.
pub(crate) async fn issued(
    mut conn: &Connection,
    orders: &[CallOffId],
) -> Result<BTreeMap<CallOffId, (DateTime<Utc>, DateTime<Utc>)>, Error> {
    type Times = (CallOffId, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
    let times: Vec<Times> = call_off::table
        .filter(call_off::id.eq_any(orders))
        .select((call_off::id, call_off::priced_at, call_off::issued_at))
        .load(&mut conn)
        .await?;
    Ok(times.into_iter().filter_map(|(id, priced, issued)| Some((id, (priced?, issued?)))).collect())
}

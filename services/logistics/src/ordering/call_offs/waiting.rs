//! What waits for the two businesses of an order.

use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::CallOffState;
use domain::shared::{CallOffId, Role};
use service::Error;
use service::work_items::{After, Found, Item, Wanted};

use super::queries::orders_of;
use super::rows::CallOffRow;
use crate::ordering::guarantee::barred_by;
use crate::outside::short_names;
use crate::schema::call_off;

/// The orders that wait for the caller's party, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let rows = load(conn, wanted).await?;
    let others: Vec<_> = rows.iter().flat_map(|row| [row.supplier_id, row.buyer_id]).collect();
    let names = short_names(conn, &others).await?;
    let me = wanted.caller.party();
    let ids: Vec<CallOffId> = rows.iter().map(|row| row.id).collect();
    let mut barred = barred_by(conn, &orders_of(conn, &ids).await?, wanted.today()).await?;
    let item = |row: CallOffRow| {
        let sells = row.supplier_id == me;
        let holds = |role| (role != Role::Buyer) == sells;
        let answers = || wanted.answer(row.state, "accept_call_off_change", holds);
        let asked = row.change_by.is_some_and(|by| by != me);
        let task = asked.then(answers).flatten().or_else(|| wanted.task(row.state, holds))?;
        let other = if sells { row.buyer_id } else { row.supplier_id };
        let bars = barred.remove(&row.id).unwrap_or_default();
        let item = Item {
            id: row.id,
            state: row.state.to_string(),
            title: row.number,
            counterpart: names.get(&other).cloned(),
            since: row.updated_at,
            // An answer is late on the day of delivery.
            due: row.state.is_before_answer().then_some(row.requested_delivery_date),
        };
        Some(wanted.view(item, task).blocked_by(bars))
    };
    Ok(rows.into_iter().filter_map(item).collect())
}

async fn load(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<CallOffRow>, Error> {
    let me = wanted.caller.party();
    let sells = wanted.states_of::<CallOffState>(|role| role != Role::Buyer);
    let buys = wanted.states_of::<CallOffState>(|role| role == Role::Buyer);
    let as_supplier = call_off::supplier_id.eq(me).and(call_off::state.eq_any(sells));
    let as_buyer = call_off::buyer_id.eq(me).and(call_off::state.eq_any(buys));
    let others_change = call_off::change_by.is_not_null().and(call_off::change_by.is_distinct_from(me));
    let asked = others_change
        .and(call_off::supplier_id.eq(me).or(call_off::buyer_id.eq(me)))
        .and(call_off::state.eq_any(wanted.answered_in::<CallOffState>()));
    let mut query = call_off::table
        .filter(as_supplier.or(as_buyer).or(asked))
        .order((call_off::updated_at.asc(), call_off::id.asc()))
        .limit(wanted.limit)
        .select(CallOffRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = wanted.after::<CallOffId>() {
        let same = call_off::updated_at.eq(at).and(call_off::id.gt(id));
        query = query.filter(call_off::updated_at.gt(at).or(same));
    }
    Ok(query.load(conn).await?)
}

//! What waits in receipts: for the buyer until they are posted and where the supplier objects, for the supplier its answer.

use api_types::WorkItemView;
use db::Connection;
use diesel::dsl::not;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::ReceiptState;
use domain::shared::{ReceiptId, jakarta_date};
use service::Error;
use service::work_items::{After, Item, Wanted};

use super::rows::{ReceiptRow, sells};
use crate::outside::short_names;
use crate::schema::{receipt, receipt_line, shipment_item};

/// The receipts that wait for the caller's party, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<WorkItemView>, Error> {
    let rows = load(conn, wanted).await?;
    let others: Vec<_> = rows.iter().flat_map(|row| [row.supplier_id, row.buyer_id]).collect();
    let names = short_names(conn, &others).await?;
    let me = wanted.caller.party();
    let item = |row: ReceiptRow| {
        let task = wanted.task(row.state, |role| sells(role) == (row.supplier_id == me))?;
        let other = if row.supplier_id == me { row.buyer_id } else { row.supplier_id };
        let item = Item {
            id: row.id,
            state: row.state.to_string(),
            title: row.number,
            counterpart: names.get(&other).cloned(),
            since: row.updated_at,
            // The supplier's answer is due; the buyer's work is not.
            due: row.answer_due_at.filter(|_| row.state == ReceiptState::Posted).map(jakarta_date),
        };
        Some(wanted.view(item, task))
    };
    Ok(rows.into_iter().filter_map(item).collect())
}

/// Receipts of the party. Where two captures meet, nothing waits once the goods are received by one of them; a posted one
/// waits until silence has confirmed it, one that takes another back until it is answered; that one is not taken back itself.
async fn load(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<ReceiptRow>, Error> {
    let me = wanted.caller.party();
    let unreceived = receipt_line::table
        .inner_join(shipment_item::table.on(shipment_item::id.eq(receipt_line::shipment_item_id)))
        .filter(not(shipment_item::received))
        .select(receipt_line::receipt_id);
    let buys = receipt::buyer_id
        .eq(me)
        .and(receipt::state.eq_any(wanted.states_of::<ReceiptState>(|role| !sells(role))))
        .and(receipt::state.ne(ReceiptState::Conflicted).or(receipt::id.eq_any(unreceived)))
        .and(receipt::state.ne(ReceiptState::Objected).or(receipt::reverses_id.is_null()));
    let open = receipt::answer_due_at.is_null().or(receipt::answer_due_at.ge(wanted.now));
    let answers = receipt::supplier_id
        .eq(me)
        .and(receipt::state.eq_any(wanted.states_of::<ReceiptState>(sells)))
        .and(receipt::reverses_id.is_not_null().or(open));
    let mut query = receipt::table
        .filter(buys.or(answers))
        .order((receipt::updated_at.asc(), receipt::id.asc()))
        .limit(wanted.limit)
        .select(ReceiptRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = wanted.after::<ReceiptId>() {
        let same = receipt::updated_at.eq(at).and(receipt::id.gt(id));
        query = query.filter(receipt::updated_at.gt(at).or(same));
    }
    Ok(query.load(conn).await?)
}

//! What waits in receipts: all of it for the buyer's party.

use api_types::WorkItemView;
use db::Connection;
use diesel::dsl::not;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::ReceiptState;
use domain::shared::ReceiptId;
use service::Error;
use service::work_items::{After, Item, Wanted};

use super::rows::ReceiptRow;
use crate::outside::short_names;
use crate::schema::{receipt, receipt_line, shipment, shipment_item};

/// The receipts that wait for the caller's party, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<WorkItemView>, Error> {
    let rows = load(conn, wanted).await?;
    let suppliers: Vec<_> = rows.iter().map(|(_, supplier)| *supplier).collect();
    let names = short_names(conn, &suppliers).await?;
    let item = |(row, supplier): (ReceiptRow, domain::shared::PartyId)| {
        let task = wanted.task(row.state, |_| true)?;
        let item = Item {
            id: row.id,
            state: row.state.to_string(),
            title: row.number,
            counterpart: names.get(&supplier).cloned(),
            since: row.updated_at,
            due: None,
        };
        Some(wanted.view(item, task))
    };
    Ok(rows.into_iter().filter_map(item).collect())
}

/// Receipts of the party with the supplier of their goods. Where two captures meet, nothing waits once the goods are
/// received by one of them.
async fn load(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
) -> Result<Vec<(ReceiptRow, domain::shared::PartyId)>, Error> {
    let unreceived = receipt_line::table
        .inner_join(shipment_item::table.on(shipment_item::id.eq(receipt_line::shipment_item_id)))
        .filter(not(shipment_item::received))
        .select(receipt_line::receipt_id);
    let mut query = receipt::table
        .inner_join(shipment::table.on(shipment::id.eq(receipt::shipment_id)))
        .filter(receipt::buyer_id.eq(wanted.caller.party()))
        .filter(receipt::state.eq_any(wanted.states::<ReceiptState>()))
        .filter(receipt::state.ne(ReceiptState::Conflicted).or(receipt::id.eq_any(unreceived)))
        .order((receipt::updated_at.asc(), receipt::id.asc()))
        .limit(wanted.limit)
        .select((ReceiptRow::as_select(), shipment::supplier_id))
        .into_boxed();
    if let Some(After { at, id }) = wanted.after::<ReceiptId>() {
        let same = receipt::updated_at.eq(at).and(receipt::id.gt(id));
        query = query.filter(receipt::updated_at.gt(at).or(same));
    }
    Ok(query.load(conn).await?)
}

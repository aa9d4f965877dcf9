//! Receipts that wait for their next step, all of them the buyer's.

use api_types::WorkItemView;
use chrono::{DateTime, Utc};
use db::Connection;
use diesel::dsl::not;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::ReceiptState;
use domain::shared::{Id as _, ReceiptId, Role};
use service::Error;

use super::place::{Waiting, Wanted, item};
use crate::schema::{receipt, receipt_line, shipment_item};

/// Which state waits for which action of whom.
const WAITING: &[Waiting<ReceiptState>] = &[
    (ReceiptState::Draft, "submit_receipt", Role::Receiver),
    (ReceiptState::Submitted, "inspect_receipt", Role::Receiver),
    (ReceiptState::Inspected, "post_receipt", Role::Receiver),
    (ReceiptState::Conflicted, "resolve_receipt", Role::Receiver),
];

/// The receipts that wait for the party, oldest first. A conflict is settled once its goods are received.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<WorkItemView>, Error> {
    let states: Vec<ReceiptState> =
        WAITING.iter().filter(|(_, action, _)| wanted.wants(action)).map(|(state, ..)| *state).collect();
    let unreceived = receipt_line::table
        .inner_join(shipment_item::table.on(shipment_item::id.eq(receipt_line::shipment_item_id)))
        .filter(not(shipment_item::received))
        .select(receipt_line::receipt_id);
    let mut query = receipt::table
        .filter(receipt::buyer_id.eq(wanted.party))
        .filter(receipt::state.eq_any(states))
        .filter(receipt::state.ne(ReceiptState::Conflicted).or(receipt::id.eq_any(unreceived)))
        .order((receipt::updated_at.asc(), receipt::id.asc()))
        .limit(wanted.limit)
        .select((receipt::id, receipt::number, receipt::state, receipt::updated_at))
        .into_boxed();
    if let Some((since, floor)) = wanted.key::<ReceiptId>() {
        let later = receipt::updated_at.gt(since);
        let same = receipt::updated_at.eq(since).and(receipt::id.gt(ReceiptId::from_uuid(floor)));
        query = query.filter(later.or(same));
    }
    let rows: Vec<(ReceiptId, String, ReceiptState, DateTime<Utc>)> = query.load(conn).await?;
    Ok(rows.into_iter().filter_map(|row| item(WAITING, row)).collect())
}

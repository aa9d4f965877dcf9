//! Taking a posted receipt back, as a whole, by a new one that names it.

use api_types::TransitionRequest;
use chrono::Datelike as _;
use domain::logistics::ReceiptState;
use domain::shared::ReceiptId;
use service::{Error, OccurredAt, Tx};
use web::{Command, Reply, Transition as _};

use super::access::op;
use super::queries::{self, Received};
use super::rows::{ReceiptRow, WholeReceipt};
use super::steps::lock;
use crate::context::Context;
use crate::ordering::{add_accepted, lock_lines, lock_orders};

/// Reverses a posted receipt; 200 with the old one, which names the new one.
pub(super) async fn reverse_receipt(
    context: &Context,
    id: ReceiptId,
    command: Command<op::ReverseReceipt, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let request = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (_, mut whole) = lock(tx, id).await?;
            let step = tx.begin(&whole, op::ReverseReceipt::EVENT, &request).await?;
            let orders = lock_orders(tx.conn, &whole.call_offs()).await?;
            lock_lines(tx.conn, &whole.contract_lines()).await?;
            whole.reversed_by = Some(reversal_of(tx, &whole, &request, step.occurred).await?);
            queries::reverse_lines(tx.conn, id, step.occurred.at, tx.now).await?;
            queries::set_received(tx.conn, &whole.items(), Received::No).await?;
            let returned = whole.accepted().into_iter().map(|(line, base)| (line, -base)).collect();
            add_accepted(tx, orders, &returned, step.occurred).await?;
            whole.rivals.clear();
            tx.finish(&mut whole, step).await?;
            Ok(Reply::ok(&whole.current_etag(), &whole.view())?)
        })
        .await
}

/// The new receipt: it carries no goods, it names the one it takes back.
async fn reversal_of(
    tx: &mut Tx<'_>,
    whole: &WholeReceipt,
    request: &TransitionRequest,
    occurred: OccurredAt,
) -> Result<ReceiptId, Error> {
    let number = queries::next_number(tx.conn).await?;
    let row = ReceiptRow {
        id: tx.new_id(),
        number: format!("BAST/{}/{number:06}", tx.today().year()),
        state: ReceiptState::Posted,
        received_at: occurred.at,
        backfilled: occurred.backfilled,
        note: request.note.clone(),
        posted_at: Some(tx.now),
        reverses_id: Some(whole.row.id),
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        ..whole.row.clone()
    };
    let reversal = WholeReceipt { row, lines: Vec::new(), rivals: Vec::new(), reversed_by: None };
    queries::insert_receipt(tx.conn, &reversal).await?;
    Ok(reversal.row.id)
}

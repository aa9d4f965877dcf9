//! Taking a posted receipt back, as a whole, by a new one that names it.

use api_types::TransitionRequest;
use chrono::Datelike as _;
use domain::logistics::{ReceiptEvent, ReceiptState};
use domain::shared::{ReceiptId, jakarta_date};
use service::{Error, NoteRule, Tx};
use web::{Command, Reply};

use super::queries::{self, Received};
use super::rows::{ReceiptRow, WholeReceipt};
use super::steps::{Step, change_state, circumstances, lock, push};
use crate::access::op;
use crate::balances::lock_lines;
use crate::claims::Claim;
use crate::context::Context;
use crate::fulfilment;

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
            let (shipment, mut whole) = lock(tx, id).await?;
            tx.expect(&whole.etag())?;
            let claim =
                circumstances(tx, &whole, ReceiptEvent::Reverse, (&request, NoteRule::Required)).await?;
            if whole.row.reverses_id.is_some() {
                return Err(not_reversible());
            }
            let orders = fulfilment::lock_orders(tx.conn, &whole.call_offs()).await?;
            lock_lines(tx.conn, &whole.contract_lines()).await?;
            let reversal = reversal_of(tx, &whole, &request, &claim).await?;
            change_state(tx, &mut whole, Step { event: ReceiptEvent::Reverse, claim, request: &request })
                .await?;
            queries::reverse_lines(tx.conn, id, claim.at, tx.now).await?;
            queries::set_received(tx.conn, &whole.items(), Received::No).await?;
            let returned = whole.accepted().into_iter().map(|(line, base)| (line, -base)).collect();
            fulfilment::add_accepted(tx, orders, &returned, &claim).await?;
            whole.reversed_by = Some(reversal);
            whole.rivals.clear();
            push(tx, "receipt.reversed", &whole, &shipment).await?;
            Ok(Reply::ok(&whole.etag(), &whole.view())?)
        })
        .await
}

/// The new receipt: it carries no goods, it names the one it takes back.
async fn reversal_of(
    tx: &mut Tx<'_>,
    whole: &WholeReceipt,
    request: &TransitionRequest,
    claim: &Claim,
) -> Result<ReceiptId, Error> {
    let number = queries::next_number(tx.conn).await?;
    let row = ReceiptRow {
        id: tx.new_id(),
        number: format!("BAST/{}/{number:06}", jakarta_date(tx.now).year()),
        state: ReceiptState::Posted,
        received_at: claim.at,
        backfilled: claim.backfilled,
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

fn not_reversible() -> Error {
    Error::Forbidden(domain::shared::Bilingual::new(
        "Pembatalan tidak dapat dibatalkan; catat penerimaan yang benar sebagai penerimaan baru.",
        "A reversal cannot be reversed; capture what is right as a new receipt.",
    ))
}

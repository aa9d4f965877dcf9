//! Taking a posted receipt back, as a whole, by a new one that names it.

use api_types::TransitionRequest;
use chrono::Datelike as _;
use domain::logistics::{ReceiptHappened, ReceiptState};
use domain::shared::ReceiptId;
use service::{Error, OccurredAt, Tx, dated};
use web::{Command, Reply, Transition as _};

use super::access::op;
use super::answers::{judge_reverser, open_window};
use super::queries::{self, Received};
use super::room::goods_of;
use super::rows::{ReceiptRow, Reversal, WholeReceipt};
use super::steps::lock;
use super::times;
use crate::context::Context;
use crate::ordering::{Happening, check_limits, judge_reversal, lock_lines, lock_orders, take_back};
use crate::settling::{end_claims_of_receipt, expect_unpaid};

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
            let mut step = tx.begin(&whole, op::ReverseReceipt::EVENT, &request).await?;
            step.occurred.after(&[times::received(&whole)])?;
            let rules = dated::rules(tx.conn).await?;
            let (today, caller) = (tx.today(), tx.caller().clone());
            judge_reverser(tx.conn, &whole, (&rules, today), &caller).await??;
            let orders = lock_orders(tx.conn, &whole.call_offs()).await?;
            judge_reversal(tx.conn, &orders, tx.today()).await?;
            end_claims_of_receipt(tx, id, step.occurred.at, &request).await?;
            lock_lines(tx.conn, &orders).await?;
            expect_unpaid(tx.conn, id).await?;
            // Its goods are on the road again, where their shipment is.
            let happening = Happening::TakenBack(step.occurred, shipment.row.state);
            check_limits(tx.conn, &orders, &goods_of(&whole, &shipment), happening, tx.now).await?;
            let mut reversal = reversal_of(tx, &whole, &request, step.occurred).await?;
            open_window(tx, &mut reversal, &shipment, &rules).await?;
            tell(tx, &mut whole, reversal).await?;
            queries::reverse_lines(tx.conn, id, step.occurred.at, tx.now).await?;
            queries::set_received(tx.conn, &whole.items(), Received::No).await?;
            take_back(tx, orders, &whole.accepted(), step.occurred).await?;
            whole.rivals.clear();
            tx.finish(&mut whole, step).await?;
            Ok(Reply::ok(&whole.current_etag(), &whole.view(tx.caller()))?)
        })
        .await
}

/// The new receipt: it names the one it takes back, and what that was of.
async fn reversal_of(
    tx: &mut Tx<'_>,
    whole: &WholeReceipt,
    request: &TransitionRequest,
    occurred: OccurredAt,
) -> Result<WholeReceipt, Error> {
    let number = queries::next_number(tx.conn).await?;
    let subject = tx.caller().subject().to_owned();
    let row = ReceiptRow {
        id: tx.new_id(),
        number: format!("BAST/{}/{number:06}", tx.today().year()),
        state: ReceiptState::Posted,
        received_at: occurred.at,
        backfilled: occurred.backfilled,
        claimed_at: occurred.claimed,
        note: request.note.clone(),
        posted_at: Some(tx.now),
        reverses_id: Some(whole.row.id),
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        figures_by: vec![subject.clone()],
        posted_by: Some(subject),
        answered_at: None,
        objection_reason: None,
        objection_note: None,
        ..whole.row.clone()
    };
    let (lines, taken_back) = (whole.lines.clone(), whole.contracts());
    Ok(WholeReceipt { row, lines, taken_back, rivals: Vec::new(), reversal: None, read_at: tx.now })
}

/// Keeps the new receipt, which carries no goods of its own, and tells of it: the supplier answers it.
async fn tell(tx: &mut Tx<'_>, whole: &mut WholeReceipt, mut reversal: WholeReceipt) -> Result<(), Error> {
    reversal.lines.clear();
    queries::insert_receipt(tx.conn, &reversal).await?;
    whole.reversal = Some(Reversal { id: reversal.row.id, state: reversal.row.state });
    tx.emit(&reversal, ReceiptHappened::Posted).await
}

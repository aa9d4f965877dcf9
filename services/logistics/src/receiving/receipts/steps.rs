//! The plain steps of a receipt, and what every step shares: locking and judging.

use api_types::TransitionRequest;
use domain::logistics::{Measure, ReceiptEvent, ReceiptState, check_documents_seen, check_rejections};
use domain::shared::{ReceiptId, Refusal};
use service::{Error, Tx};
use web::{Command, Reply, Transition};

use super::rows::WholeReceipt;
use super::{queries, times};
use crate::context::Context;
use crate::transport::{WholeShipment, lock_shipment};

/// Moves a receipt by a plain step: it is handed in, or its quality is judged; 200.
pub(super) async fn advance_receipt<O: Transition<State = ReceiptState>>(
    context: &Context,
    id: ReceiptId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (_, mut whole) = lock(tx, id).await?;
            let mut step = tx.begin(&whole, O::EVENT, &body).await?;
            step.occurred.after(&[times::received(&whole)])?;
            match O::EVENT {
                ReceiptEvent::Submit => check_documents_seen(whole.row.documents_seen)?,
                ReceiptEvent::Inspect => check_reasons(&whole)?,
                _ => {}
            }
            tx.finish(&mut whole, step).await?;
            Ok(Reply::ok(&whole.current_etag(), &whole.view(tx.caller()))?)
        })
        .await
}

/// Locks a receipt with its shipment before it, as everybody does.
pub(super) async fn lock(tx: &mut Tx<'_>, id: ReceiptId) -> Result<(WholeShipment, WholeReceipt), Error> {
    let read = queries::find_receipt(tx.conn, tx.caller(), tx.now, id).await?.ok_or(Error::NotFound)?;
    let shipment = lock_shipment(tx.conn, tx.caller(), read.row.shipment_id).await?;
    let whole = queries::lock_receipt(tx.conn, tx.caller(), tx.now, id).await?;
    Ok((shipment, whole))
}

/// Whether the reasons of every line explain what it rejected, measure by measure.
pub(super) fn check_reasons(whole: &WholeReceipt) -> Result<(), Refusal> {
    merged(whole.lines.iter().flat_map(|line| {
        Measure::ALL.iter().map(|measure| {
            let rejected = line.figure(*measure).map_or(0, |figure| figure.rejected);
            check_rejections(*measure, rejected, &line.rejected_in(*measure), &line.name())
        })
    }))
}

/// One refusal that lists what is unmet in all of them, under the first one's name.
pub(super) fn merged(results: impl Iterator<Item = Result<(), Refusal>>) -> Result<(), Refusal> {
    let mut refusals = results.filter_map(Result::err);
    let Some(mut first) = refusals.next() else { return Ok(()) };
    first.unmet.extend(refusals.flat_map(|refusal| refusal.unmet));
    Err(first)
}

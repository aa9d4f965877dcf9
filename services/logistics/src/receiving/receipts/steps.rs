//! The plain steps of a receipt, and what every step shares: locking and judging.

use api_types::TransitionRequest;
use domain::logistics::{ReceiptEvent, ReceiptState, check_documents_seen};
use domain::shared::ReceiptId;
use service::{Error, Tx, dated};
use web::{Command, Reply, Transition};

use super::content::check_content;
use super::queries::{self, Holds};
use super::rows::WholeReceipt;
use super::times;
use crate::context::Context;
use crate::transport::{WholeShipment, lock_shipment};

/// Moves a receipt by a plain step: it is handed in, its quality is judged, or it is given up; 200.
pub(super) async fn advance_receipt<O: Transition<State = ReceiptState>>(
    context: &Context,
    id: ReceiptId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (shipment, mut whole) = lock(tx, id).await?;
            let mut step = tx.begin(&whole, O::EVENT, &body).await?;
            step.occurred.after(&[times::received(&whole)])?;
            match O::EVENT {
                ReceiptEvent::Withdraw => {
                    queries::set_holds(tx.conn, id, Holds::Nothing).await?;
                    whole.rivals.clear();
                }
                event => {
                    if event == ReceiptEvent::Submit {
                        check_documents_seen(whole.row.documents_seen)?;
                    }
                    let rules = dated::rules(tx.conn).await?;
                    check_content(tx.conn, &whole, &shipment, &rules).await?;
                }
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

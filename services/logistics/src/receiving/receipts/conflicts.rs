//! Two captures of the same goods: the second is kept, visible and conflicted, until a person chooses.

use std::collections::BTreeSet;

use api_types::TransitionRequest;
use domain::logistics::{ReceiptEvent, ReceiptHappened, ReceiptState, check_resolvable};
use domain::shared::ReceiptId;
use service::{Error, OccurredAt, Tx};
use web::{Command, Reply, Transition as _};

use super::access::op;
use super::queries::{self, Holds};
use super::rows::{Rival, WholeReceipt};
use super::steps::lock;
use super::times;
use crate::context::Context;

/// Inserts a fresh capture; conflicted where another capture holds one of its items. The shipment is
/// locked, so that of two phones one comes first.
pub(super) async fn insert(tx: &mut Tx<'_>, whole: &mut WholeReceipt) -> Result<(), Error> {
    let captures = queries::captures_of(tx.conn, &whole.items()).await?;
    let rivals: BTreeSet<Rival> = captures.into_iter().map(|(_, rival)| rival).collect();
    whole.rivals = rivals.into_iter().collect();
    let held = whole.rivals.iter().any(|rival| rival.state != ReceiptState::Conflicted);
    for line in &mut whole.lines {
        line.row.holds_item = !held;
    }
    queries::insert_receipt(tx.conn, whole).await?;
    tx.emit(whole, ReceiptHappened::Captured).await?;
    if !held {
        return Ok(());
    }
    let now = OccurredAt::now(tx.now);
    tx.follow(whole, ReceiptEvent::Conflict, now, &TransitionRequest::default()).await
}

/// Chooses one capture among those of the same goods; the others stay, conflicted; 200.
pub(super) async fn resolve_receipt(
    context: &Context,
    id: ReceiptId,
    command: Command<op::ResolveReceipt, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let request = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (_, mut whole) = lock(tx, id).await?;
            let mut step = tx.begin(&whole, op::ResolveReceipt::EVENT, &request).await?;
            step.occurred.after(&[times::received(&whole)])?;
            let posted = whole.rivals.iter().filter(|rival| rival.state.counts());
            check_resolvable(&posted.map(|rival| rival.id.to_string()).collect::<Vec<_>>())?;
            for rival in whole.rivals.iter().filter(|rival| rival.state != ReceiptState::Conflicted) {
                let mut holder = queries::lock_receipt(tx.conn, tx.caller(), tx.now, rival.id).await?;
                queries::set_holds(tx.conn, rival.id, Holds::Nothing).await?;
                tx.follow(&mut holder, ReceiptEvent::Conflict, step.occurred, &request).await?;
            }
            queries::set_holds(tx.conn, id, Holds::Item).await?;
            tx.finish(&mut whole, step).await?;
            let chosen = queries::find_receipt(tx.conn, tx.caller(), tx.now, id).await?;
            let chosen = chosen.ok_or(Error::NotFound)?;
            Ok(Reply::ok(&chosen.current_etag(), &chosen.view(tx.caller()))?)
        })
        .await
}

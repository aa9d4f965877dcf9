//! Two captures of the same goods: the second is kept, visible and conflicted, until a person chooses.

use api_types::TransitionRequest;
use domain::logistics::{ReceiptEvent, ReceiptState, check_resolvable};
use domain::shared::ReceiptId;
use service::{Error, NoteRule, Tx};
use web::{Command, Reply};

use super::queries::{self, Holds};
use super::rows::{Rival, WholeReceipt};
use super::steps::{Step, change_state, circumstances, lock, push};
use crate::access::op;
use crate::claims::Claim;
use crate::context::Context;
use crate::shipments::WholeShipment;
use crate::tenancy::Scope;

/// Inserts a fresh capture; conflicted where another capture holds one of its items. The shipment is
/// locked, so that of two phones one comes first.
pub(super) async fn insert(tx: &mut Tx<'_>, whole: &mut WholeReceipt) -> Result<(), Error> {
    let captures = queries::captures_of(tx.conn, &whole.items()).await?;
    let rivals: std::collections::BTreeSet<Rival> = captures.into_iter().map(|(_, rival)| rival).collect();
    whole.rivals = rivals.into_iter().collect();
    let held = whole.rivals.iter().any(|rival| rival.state != ReceiptState::Conflicted);
    for line in &mut whole.lines {
        line.row.holds_item = !held;
    }
    queries::insert_receipt(tx.conn, whole).await?;
    if !held {
        return Ok(());
    }
    let claim = Claim { at: tx.now, backfilled: false };
    let request = TransitionRequest::default();
    change_state(tx, whole, Step { event: ReceiptEvent::Conflict, claim, request: &request }).await
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
            let (shipment, mut whole) = lock(tx, id).await?;
            tx.expect(&whole.etag())?;
            let claim =
                circumstances(tx, &whole, ReceiptEvent::Resolve, (&request, NoteRule::Required)).await?;
            let posted = whole.rivals.iter().filter(|rival| rival.state == ReceiptState::Posted);
            check_resolvable(&posted.map(|rival| rival.id.to_string()).collect::<Vec<_>>())?;
            let holders: Vec<ReceiptId> = whole
                .rivals
                .iter()
                .filter(|rival| rival.state != ReceiptState::Conflicted)
                .map(|rival| rival.id)
                .collect();
            for holder in holders {
                give_way(
                    tx,
                    holder,
                    &shipment,
                    Step { event: ReceiptEvent::Conflict, claim, request: &request },
                )
                .await?;
            }
            queries::set_holds(tx.conn, id, Holds::Item).await?;
            change_state(tx, &mut whole, Step { event: ReceiptEvent::Resolve, claim, request: &request })
                .await?;
            push(tx, "receipt.resolved", &whole, &shipment).await?;
            let chosen = queries::find_receipt(tx.conn, Scope::of(tx.caller()), id).await?;
            let chosen = chosen.ok_or(Error::NotFound)?;
            Ok(Reply::ok(&chosen.etag(), &chosen.view())?)
        })
        .await
}

async fn give_way(
    tx: &mut Tx<'_>,
    id: ReceiptId,
    shipment: &WholeShipment,
    step: Step<'_>,
) -> Result<(), Error> {
    let mut rival = queries::lock_receipt(tx.conn, Scope::of(tx.caller()), id).await?;
    queries::set_holds(tx.conn, id, Holds::Nothing).await?;
    change_state(tx, &mut rival, step).await?;
    push(tx, "receipt.conflicted", &rival, shipment).await
}

//! The plain steps of a receipt, and what every step shares: locking, judging, recording, telling.

use api_types::{Check, TransitionRequest};
use domain::logistics::{ReceiptEvent, check_documents_seen, check_rejections};
use domain::shared::{Dimension, Id as _, Lifecycle as _, ReceiptId, Refusal, Role};
use service::{Error, NewTransition, NoteRule, Tx, check_transition};
use web::{Command, Reply};

use super::queries;
use super::rows::WholeReceipt;
use crate::access::op;
use crate::claims::{Claim, claimed};
use crate::context::Context;
use crate::projections::contracts_by_id;
use crate::shipments::{Side, WholeShipment, lock_shipment};
use crate::tenancy::{Scope, audience};

/// A step about to be taken, with its circumstances.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    pub(super) event: ReceiptEvent,
    pub(super) claim: Claim,
    pub(super) request: &'a TransitionRequest,
}

/// Hands a receipt in; 200.
pub(super) async fn submit_receipt(
    context: &Context,
    id: ReceiptId,
    command: Command<op::SubmitReceipt, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let request = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (shipment, mut whole) = lock(tx, id).await?;
            tx.expect(&whole.etag())?;
            let claim =
                circumstances(tx, &whole, ReceiptEvent::Submit, (&request, NoteRule::Optional)).await?;
            check_documents_seen(whole.row.documents_seen)?;
            change_state(tx, &mut whole, Step { event: ReceiptEvent::Submit, claim, request: &request })
                .await?;
            push(tx, "receipt.submitted", &whole, &shipment).await?;
            Ok(Reply::ok(&whole.etag(), &whole.view())?)
        })
        .await
}

/// Judges quality: every rejection has its reason; 200.
pub(super) async fn inspect_receipt(
    context: &Context,
    id: ReceiptId,
    command: Command<op::InspectReceipt, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let request = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (shipment, mut whole) = lock(tx, id).await?;
            tx.expect(&whole.etag())?;
            let claim =
                circumstances(tx, &whole, ReceiptEvent::Inspect, (&request, NoteRule::Optional)).await?;
            check_reasons(&whole)?;
            change_state(tx, &mut whole, Step { event: ReceiptEvent::Inspect, claim, request: &request })
                .await?;
            push(tx, "receipt.inspected", &whole, &shipment).await?;
            Ok(Reply::ok(&whole.etag(), &whole.view())?)
        })
        .await
}

/// Locks a receipt of the caller's party with its shipment before it, as everybody does.
pub(super) async fn lock(tx: &mut Tx<'_>, id: ReceiptId) -> Result<(WholeShipment, WholeReceipt), Error> {
    let scope = Scope::of(tx.caller());
    let seen = queries::find_receipt(tx.conn, scope, id).await?.ok_or(Error::NotFound)?;
    let shipment = lock_shipment(tx.conn, scope, seen.row.shipment_id).await?;
    let whole = queries::lock_receipt(tx.conn, scope, id).await?;
    shipment.row.expect_side(tx.caller().party(), &[Side::Buyer])?;
    Ok((shipment, whole))
}

/// Whether the state allows a step, and when it is said to have happened.
pub(super) async fn circumstances(
    tx: &mut Tx<'_>,
    whole: &WholeReceipt,
    event: ReceiptEvent,
    (request, note): (&TransitionRequest, NoteRule),
) -> Result<Claim, Error> {
    whole.row.state.apply(event)?;
    let mut check = Check::new();
    check_transition(&mut check, request, note);
    check.finish()?;
    claimed(tx, request.occurred_at).await
}

/// Writes the next state of a locked receipt and records the step.
pub(super) async fn change_state(
    tx: &mut Tx<'_>,
    whole: &mut WholeReceipt,
    step: Step<'_>,
) -> Result<(), Error> {
    let (from, version) = (whole.row.state, whole.row.version);
    whole.row.state = from.apply(step.event)?;
    whole.row.version += 1;
    whole.row.updated_at = tx.now;
    queries::update_receipt(tx.conn, &whole.row).await?;
    let role = tx.caller().acting_as(&[Role::Inspector, Role::Receiver, Role::Buyer, Role::FieldOfficer]);
    tx.record(NewTransition {
        subject: whole.row.id.uuid(),
        event: step.event.label(),
        from: from.label(),
        to: whole.row.state.label(),
        version,
        role,
        request: step.request,
        occurred_at: step.claim.at,
        backfilled: step.claim.backfilled,
    });
    Ok(())
}

/// Tells what happened to a receipt, to those who may read it.
pub(super) async fn push(
    tx: &mut Tx<'_>,
    what: &str,
    whole: &WholeReceipt,
    shipment: &WholeShipment,
) -> Result<(), Error> {
    let contracts = contracts_by_id(tx.conn, &shipment.contracts()).await?;
    let heard = contracts.values().next().map(audience);
    let heard =
        heard.ok_or_else(|| Error::Internal(format!("no contract of {} is projected", shipment.row.id)))?;
    let data = serde_json::json!({
        "receipt_id": whole.row.id, "shipment_id": whole.row.shipment_id, "state": whole.row.state,
        "version": whole.row.version, "contract_ids": whole.contracts(), "reversed_by": whole.reversed_by,
    });
    tx.push(what, whole.row.id, heard, data);
    Ok(())
}

/// Whether the reasons of every line explain what it rejected, measure by measure.
pub(super) fn check_reasons(whole: &WholeReceipt) -> Result<(), Refusal> {
    merged(whole.lines.iter().flat_map(|line| {
        Dimension::ALL.iter().map(|dimension| {
            let rejected = line.figure(*dimension).map_or(0, |figure| figure.rejected);
            check_rejections(*dimension, rejected, &line.rejected_in(*dimension), &line.name())
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

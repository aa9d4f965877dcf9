//! The steps of a claim after it was opened.

use api_types::logistics::{DecideClaimRequest, RespondToClaimRequest};
use api_types::{Check, TransitionRequest};
use db::Connection;
use domain::logistics::{
    ClaimEvent, ClaimHappened, ClaimState, ClaimTerms, check_no_identity_claim, check_offer_taken,
    decision_due,
};
use domain::shared::{ClaimId, Id as _, PartyId};
use service::{Error, OccurredAt, Step, Tx, dated};
use web::{Caller, Command, Reply, Transition};

use super::access::op;
use super::queries;
use super::rows::{DecisionRow, WholeClaim};
use super::terms::{bounds_of, read_terms};
use crate::context::Context;
use crate::ordering::take_part_back;
use crate::transport::lock_shipment;

/// A side answers, perhaps with an offer; 200.
pub(super) async fn respond_to_claim(
    context: &Context,
    id: ClaimId,
    command: Command<op::RespondToClaim, RespondToClaimRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = lock(tx, id).await?;
            let step = begin(tx, &whole, op::RespondToClaim::EVENT, &body.circumstances()).await?;
            if let Some(offer) = &body.offer {
                let mut check = Check::new();
                let terms = read_terms(&mut check, "/offer", offer, whole.row.unit);
                check.finish()?;
                if let Some(terms) = terms {
                    terms.check(&bounds_of(tx.conn, &whole.row).await?)?;
                    whole.row.offer(tx.caller().party(), &terms, tx.now);
                }
            }
            whole.row.moved(tx).await?;
            finish(tx, whole, step).await
        })
        .await
}

/// A side takes what the other offers; 200.
pub(super) async fn accept_claim_offer(
    context: &Context,
    id: ClaimId,
    command: Command<op::AcceptClaimOffer, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = lock(tx, id).await?;
            let step = begin(tx, &whole, op::AcceptClaimOffer::EVENT, &body).await?;
            check_offer_taken(whole.row.offered_by_id, tx.caller().party())?;
            if let Some(terms) = whole.row.offered() {
                end(tx, &mut whole, &terms, step.occurred).await?;
            }
            finish(tx, whole, step).await
        })
        .await
}

/// A coordinator decides; the same decision of both ends it. 200.
pub(super) async fn decide_claim(
    context: &Context,
    id: ClaimId,
    command: Command<op::DecideClaim, DecideClaimRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = lock(tx, id).await?;
            let mut step = begin(tx, &whole, op::DecideClaim::EVENT, &body.circumstances()).await?;
            note_decision(tx, &mut whole, &body).await?;
            match whole.decided() {
                Some(terms) => end(tx, &mut whole, &terms, step.occurred).await?,
                None => {
                    step.leads_to(whole.row.state);
                    step.is_told_as(ClaimHappened::DecisionGiven);
                }
            }
            finish(tx, whole, step).await
        })
        .await
}

/// Keeps what the coordinator of one side decided.
async fn note_decision(
    tx: &mut Tx<'_>,
    whole: &mut WholeClaim,
    body: &DecideClaimRequest,
) -> Result<(), Error> {
    let mut check = Check::new();
    let terms = read_terms(&mut check, "/decision", &body.decision, whole.row.unit);
    check.finish()?;
    let Some(terms) = terms else { return Ok(()) };
    terms.check(&bounds_of(tx.conn, &whole.row).await?)?;
    let number = i32::try_from(whole.decisions.len()).unwrap_or(i32::MAX).saturating_add(1);
    let decision = DecisionRow {
        claim_id: whole.row.id,
        number,
        government_id: tx.caller().party(),
        remedy: terms.remedy,
        quantity_base: terms.quantity,
        amount_rupiah: terms.amount.map(|amount| amount.0),
        note: body.note.trim().to_owned(),
        decided_at: tx.now,
    };
    queries::insert_decision(tx.conn, &decision).await?;
    whole.decisions.push(decision);
    Ok(())
}

/// The claim ends on terms: judged once more, as another claim may have taken of the goods since; what no longer counts as
/// accepted goes back to the order.
async fn end(
    tx: &mut Tx<'_>,
    whole: &mut WholeClaim,
    terms: &ClaimTerms,
    occurred: OccurredAt,
) -> Result<(), Error> {
    let bounds = bounds_of(tx.conn, &whole.row).await?;
    terms.check(&bounds)?;
    whole.row.end(terms, &bounds, tx.now);
    if let Some((line, base)) = whole.row.receipt_line_id.zip(whole.row.taken_back_base) {
        let (order, order_line) = queries::order_of(tx.conn, line).await?;
        take_part_back(tx, order, (order_line, base), occurred).await?;
    }
    Ok(())
}

/// Moves a claim by a plain step; 200.
pub(super) async fn advance_claim<O: Transition<State = ClaimState>>(
    context: &Context,
    id: ClaimId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = lock(tx, id).await?;
            let step = begin(tx, &whole, O::EVENT, &body).await?;
            match O::EVENT {
                ClaimEvent::Dispute => {
                    whole.row.due_date = decision_due(&dated::rules(tx.conn).await?, tx.today());
                }
                ClaimEvent::Withdraw => whole.row.due_date = None,
                _ => {}
            }
            finish(tx, whole, step).await
        })
        .await
}

/// Locks a claim with its shipment before it, as everybody does.
async fn lock(tx: &mut Tx<'_>, id: ClaimId) -> Result<WholeClaim, Error> {
    let seen = queries::find_claim(tx.conn, tx.caller(), id).await?.ok_or(Error::NotFound)?;
    lock_shipment(tx.conn, tx.caller(), seen.row.shipment_id).await?;
    queries::lock_claim(tx.conn, tx.caller(), id).await
}

/// Begins a step: nobody takes it who acted for another party on the goods, and not once the claim is barred.
async fn begin(
    tx: &mut Tx<'_>,
    whole: &WholeClaim,
    event: ClaimEvent,
    request: &TransitionRequest,
) -> Result<Step<ClaimState>, Error> {
    let mut step = tx.begin(whole, event, request).await?;
    step.occurred.after(&[whole.opened()])?;
    let receipt = whole.row.receipt_id.map(|id| id.uuid());
    let things: Vec<_> = [whole.row.shipment_id.uuid()].into_iter().chain(receipt).collect();
    tx.expect_one_side(&things).await?;
    if event != ClaimEvent::Withdraw {
        whole.row.state.check_pursued(whole.row.due_date, tx.today())?;
    }
    Ok(step)
}

async fn finish(tx: &mut Tx<'_>, mut whole: WholeClaim, step: Step<ClaimState>) -> Result<Reply, Error> {
    tx.finish(&mut whole, step).await?;
    let today = tx.today();
    Ok(Reply::ok(&whole.etag_on(today), &whole.view(tx.caller(), today)?)?)
}

/// Whether a supplier takes new orders: nobody claims that its goods are of another identity. Claims that the caller may read
/// are named.
pub(crate) async fn expect_no_identity_claim(
    conn: &mut Connection,
    caller: &Caller,
    supplier: PartyId,
) -> Result<(), Error> {
    let (numbers, others) = queries::identity_claims(conn, caller, supplier).await?;
    Ok(check_no_identity_claim(&numbers, others)?)
}

//! What can be done with commitments: offers and answers here; what becomes of accepted ones in [`keep`].

mod keep;
mod terms;

pub(super) use keep::{
    close_commitment_short, end_contract_line_link, explain_commitment, link_contract_lines,
};

use api_types::TransitionRequest;
use api_types::agreement::{AcceptCommitmentRequest, CreateCommitmentRequest, OfferRequest};
use domain::agreement::{
    CommitmentEvent, CommitmentHappened, CommitmentSide, CommitmentState, DemandState, Promise, check_offer,
    check_shares, check_umbrella,
};
use domain::shared::{Bilingual, CommitmentId, CommodityCode, Id as _, Refusal, RefusalCode, Unmet};
use service::{Error, Tx, Versioned as _};
use web::{ApiError, Command, Reply, Transition};

use super::access::op;
use super::queries;
use super::rows::{CommitmentRow, OfferRow, WholeCommitment};
use crate::context::Context;
use crate::cooperation::share_agreement;
use crate::need::coverage::settle_demand;

/// The committing region's first offer; 201.
pub(super) async fn create_commitment(
    context: &Context,
    command: Command<op::CreateCommitment, CreateCommitmentRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let place = terms::place(tx, &body).await?;
            tx.expect_one_side(&[place.demand.id.uuid()]).await?;
            let row = CommitmentRow {
                id: tx.new_id(),
                demand_id: place.demand.id,
                line_id: place.line.row.id,
                agreement_id: body.agreement_id,
                buyer_id: place.demand.buyer_id,
                buyer_region_code: place.demand.buyer_region_code.clone(),
                government_id: tx.caller().party(),
                region_code: place.region.to_string(),
                supplier_id: body.supplier_id,
                state: CommitmentState::Proposed,
                offer: 1,
                accepted_date: None,
                closed_date: None,
                closing_reason: None,
                closing_rolls_over: None,
                explanation: None,
                explained_at: None,
                version: 1,
                created_at: tx.now,
                updated_at: tx.now,
            };
            let (unit, needs) = (place.line.row.unit, &place.line.needs);
            let terms = terms::read_offer(tx, &row, &body.offer, "/offer", (unit, needs))?;
            let offer = OfferRow::of(&terms, CommitmentSide::Committing, tx.now);
            queries::insert_commitment(tx.conn, &row, &offer).await?;
            let whole = queries::complete_one(tx.conn, row).await?;
            tx.first(&whole, CommitmentHappened::Proposed).await?;
            let location = format!("/v1/commitments/{}", whole.row.id);
            let day = tx.today();
            Ok(Reply::created(location, &whole.etag(day), &whole.view(day)?)?)
        })
        .await
}

/// The other side's whole new terms; 200.
pub(super) async fn counter_commitment(
    context: &Context,
    id: CommitmentId,
    command: Command<op::CounterCommitment, OfferRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_commitment(tx.conn, tx.caller(), id).await?;
            let step = begin(tx, &whole, CommitmentEvent::Counter, &TransitionRequest::default()).await?;
            whole.row.offer += 1;
            let (unit, needs) = (whole.demand.line.unit, &whole.demand.needs);
            let terms = terms::read_offer(tx, &whole.row, &body, "", (unit, needs))?;
            let by = step.to().offered_by().unwrap_or(CommitmentSide::Buying);
            queries::insert_offer(tx.conn, &OfferRow::of(&terms, by, tx.now)).await?;
            tx.finish(&mut whole, step).await?;
            reply(tx, whole).await
        })
        .await
}

/// The other side takes the offer that stands; 200.
pub(super) async fn accept_commitment(
    context: &Context,
    id: CommitmentId,
    command: Command<op::AcceptCommitment, AcceptCommitmentRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_commitment(tx.conn, tx.caller(), id).await?;
            let step = begin(tx, &whole, CommitmentEvent::Accept, &body.transition()).await?;
            check_offer(&body.text_sha256, &whole.offer.text()?)?;
            judge(tx, &whole).await?;
            whole.row.accepted_date = Some(step.occurred.day());
            tx.finish(&mut whole, step).await?;
            settle_demand(tx.conn, whole.row.demand_id, tx.today()).await?;
            reply(tx, whole).await
        })
        .await
}

/// The offer is taken back, or refused; 200.
pub(super) async fn advance_commitment<O: Transition<State = CommitmentState>>(
    context: &Context,
    id: CommitmentId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_commitment(tx.conn, tx.caller(), id).await?;
            let step = begin(tx, &whole, O::EVENT, &body).await?;
            tx.finish(&mut whole, step).await?;
            reply(tx, whole).await
        })
        .await
}

/// Begins a step; nobody takes it for one side who has acted for the other, be it on the demand.
async fn begin(
    tx: &mut Tx<'_>,
    whole: &WholeCommitment,
    event: CommitmentEvent,
    request: &TransitionRequest,
) -> Result<service::Step<CommitmentState>, Error> {
    let step = tx.begin(whole, event, request).await?;
    tx.expect_one_side(&[whole.row.demand_id.uuid()]).await?;
    Ok(step)
}

/// What is accepted fits the demand as it is now, under an agreement that is in force, and beside what was accepted before.
async fn judge(tx: &mut Tx<'_>, whole: &WholeCommitment) -> Result<(), Error> {
    let (day, line) = (tx.today(), &whole.demand.line);
    let agreement = share_agreement(tx.conn, whole.row.agreement_id).await?.ok_or(Error::NotFound)?;
    let goods: Result<CommodityCode, _> = line.commodity_code.parse();
    let goods = goods.map_err(|_| Error::Internal("a line of a demand names goods by no code".to_owned()))?;
    check_umbrella(&agreement.facts_on(day)?.guarantee(), &[goods], day)?;
    let promise = whole.offer.promise(line.unit)?;
    let mut broken = Vec::new();
    if whole.demand.state != DemandState::Published {
        let how = Bilingual::new(
            "Kebutuhan ini sudah tidak terbit; tarik atau tolak tawarannya.",
            "The demand is published no longer; withdraw or decline the offer.",
        );
        let (found, required) = (whole.demand.state, DemandState::Published);
        broken.push(Unmet::new("demand_published", whole.row.demand_id, found, required, how));
    }
    if whole.demand.needs.is_empty() {
        let how = Bilingual::new(
            "Baris kebutuhan ini tidak dilanjutkan; tarik atau tolak tawarannya.",
            "The line of the demand goes on no longer; withdraw or decline the offer.",
        );
        let found = Bilingual::new("baris yang dihapus", "a line that was removed");
        let required = Bilingual::new("baris dari versi sekarang", "a line of the present version");
        broken.push(Unmet::new("line_goes_on", whole.row.line_id, found, required, how));
    }
    let outside = promise.check(&whole.demand.needs, "periods", day).into_iter();
    broken.extend(outside.map(|invalid| {
        let required = Bilingual::new("periode yang masih dibutuhkan", "a period that is still needed");
        let found = Bilingual::new("periode yang ditawarkan", "the period offered");
        Unmet::new("offer_within_need", invalid.pointer, found, required, invalid.detail)
    }));
    Refusal::unless_empty(RefusalCode::DemandRule, broken)?;
    if let Promise::Share(share) = promise {
        let taken = queries::shares_on(tx.conn, whole.row.line_id).await?;
        check_shares(&taken, share, line.oversubscribed)?;
    }
    Ok(())
}

/// Answers with the commitment as it is now.
async fn reply(tx: &mut Tx<'_>, whole: WholeCommitment) -> Result<Reply, Error> {
    let (whole, day) = (queries::complete_one(tx.conn, whole.row).await?, tx.today());
    Ok(Reply::ok(&whole.etag(day), &whole.view(day)?)?)
}

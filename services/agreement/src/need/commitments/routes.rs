//! HTTP of the commitments.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::agreement::{
    AcceptCommitmentRequest, CloseCommitmentShortRequest, CommitmentView, CreateCommitmentRequest,
    EndContractLineLinkRequest, ExplainCommitmentRequest, LinkContractLinesRequest,
    ListCommitmentOffersQuery, ListCommitmentsQuery, OfferRequest, OfferView,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{CommitmentId, Id as _, jakarta_date};
use service::{Versioned as _, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_commitment).service(list_commitments).service(get_commitment);
    config.service(counter_commitment).service(accept_commitment).service(withdraw_commitment);
    config.service(decline_commitment).service(close_commitment_short).service(explain_commitment);
    config.service(link_contract_lines).service(end_contract_line_link).service(list_commitment_offers);
    config.service(list_commitment_transitions);
}

/// Offers to supply part of a line of a demand.
///
/// By the coordinator of a partner region, under its agreement with the buyer's; a supplier of the region may be named.
#[utoipa::path(tag = "commitments", request_body = CreateCommitmentRequest,
    responses((status = 201, body = CommitmentView)))]
#[post("/v1/commitments")]
async fn create_commitment(
    command: Command<op::CreateCommitment, CreateCommitmentRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_commitment(&context, command).await
}

/// The commitments the caller may read, in order of offering.
#[utoipa::path(tag = "commitments", params(ListCommitmentsQuery),
    responses((status = 200, body = Page<CommitmentView>)))]
#[get("/v1/commitments")]
async fn list_commitments(
    query: Query<op::ListCommitments, ListCommitmentsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<CommitmentId>::of(&query.params)?;
    let (mut conn, day) = (context.core.read().await?, jakarta_date(context.core.clock.now()));
    let (after, limit) = (request.after, request.fetch());
    let rows = queries::list_commitments(&mut conn, query.caller(), &query.params, after, limit).await?;
    let views = rows.into_iter().map(|whole| whole.view(day)).collect::<Result<_, _>>()?;
    Reply::page(&page(&request, views, |view: &CommitmentView| view.id))
}

/// One commitment.
#[utoipa::path(tag = "commitments", params(("id" = CommitmentId, Path)),
    responses((status = 200, body = CommitmentView)))]
#[get("/v1/commitments/{id}")]
async fn get_commitment(
    query: Query<op::GetCommitment, NoParams>,
    id: Path<CommitmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let (mut conn, day) = (context.core.read().await?, jakarta_date(context.core.clock.now()));
    let whole = queries::get_commitment(&mut conn, query.caller(), id.0).await?;
    Reply::ok(&whole.etag(day), &whole.view(day)?)
}

/// Answers an offer with whole new terms.
///
/// By the side that did not make the last offer; the other answers them in turn.
#[utoipa::path(tag = "commitments", params(("id" = CommitmentId, Path)), request_body = OfferRequest,
    responses((status = 200, body = CommitmentView)))]
#[post("/v1/commitments/{id}/counters")]
async fn counter_commitment(
    command: Command<op::CounterCommitment, OfferRequest>,
    id: Path<CommitmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::counter_commitment(&context, id.0, command).await
}

/// Takes the offer that stands, by its hash.
///
/// By the side that did not make it; the shares of a line sum to the whole at most, unless it is oversubscribed on purpose.
#[utoipa::path(tag = "commitments", params(("id" = CommitmentId, Path)), request_body = AcceptCommitmentRequest,
    responses((status = 200, body = CommitmentView)))]
#[post("/v1/commitments/{id}/acceptances")]
async fn accept_commitment(
    command: Command<op::AcceptCommitment, AcceptCommitmentRequest>,
    id: Path<CommitmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::accept_commitment(&context, id.0, command).await
}

/// Takes an offer back.
///
/// By the side that made it.
#[utoipa::path(tag = "commitments", params(("id" = CommitmentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CommitmentView)))]
#[post("/v1/commitments/{id}/withdrawals")]
async fn withdraw_commitment(
    command: Command<op::WithdrawCommitment, TransitionRequest>,
    id: Path<CommitmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_commitment(&context, id.0, command).await
}

/// Says no to an offer, with a note.
///
/// By the side that did not make it.
#[utoipa::path(tag = "commitments", params(("id" = CommitmentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CommitmentView)))]
#[post("/v1/commitments/{id}/declinations")]
async fn decline_commitment(
    command: Command<op::DeclineCommitment, TransitionRequest>,
    id: Path<CommitmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_commitment(&context, id.0, command).await
}

/// Ends an accepted commitment with less than agreed.
///
/// By either side, with a reason; what had not begun is committed no longer.
#[utoipa::path(tag = "commitments", params(("id" = CommitmentId, Path)),
    request_body = CloseCommitmentShortRequest, responses((status = 200, body = CommitmentView)))]
#[post("/v1/commitments/{id}/short-closures")]
async fn close_commitment_short(
    command: Command<op::CloseCommitmentShort, CloseCommitmentShortRequest>,
    id: Path<CommitmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::close_commitment_short(&context, id.0, command).await
}

/// Says why less was delivered than agreed.
///
/// By the committing region or the supplier it names, in the days of grace after the last day; then it does not lapse.
#[utoipa::path(tag = "commitments", params(("id" = CommitmentId, Path)), request_body = ExplainCommitmentRequest,
    responses((status = 200, body = CommitmentView)))]
#[post("/v1/commitments/{id}/explanations")]
async fn explain_commitment(
    command: Command<op::ExplainCommitment, ExplainCommitmentRequest>,
    id: Path<CommitmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::explain_commitment(&context, id.0, command).await
}

/// Says which lines of contracts deliver on a commitment.
///
/// By the buyer, the committing region or the supplier it names; a line delivers on one commitment at a time.
#[utoipa::path(tag = "commitments", params(("id" = CommitmentId, Path)), request_body = LinkContractLinesRequest,
    responses((status = 200, body = CommitmentView)))]
#[post("/v1/commitments/{id}/contract-lines")]
async fn link_contract_lines(
    command: Command<op::LinkContractLines, LinkContractLinesRequest>,
    id: Path<CommitmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::link_contract_lines(&context, id.0, command).await
}

/// Says that a line of a contract delivers on a commitment no longer.
///
/// What was ordered and delivered on it counts until `until_date`; without one nothing of it counts any more.
#[utoipa::path(tag = "commitments", params(("id" = CommitmentId, Path)),
    request_body = EndContractLineLinkRequest, responses((status = 200, body = CommitmentView)))]
#[post("/v1/commitments/{id}/contract-line-endings")]
async fn end_contract_line_link(
    command: Command<op::EndContractLineLink, EndContractLineLinkRequest>,
    id: Path<CommitmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::end_contract_line_link(&context, id.0, command).await
}

/// All offers of a commitment, oldest first.
#[utoipa::path(tag = "commitments", params(("id" = CommitmentId, Path), ListCommitmentOffersQuery),
    responses((status = 200, body = Page<OfferView>)))]
#[get("/v1/commitments/{id}/offers")]
async fn list_commitment_offers(
    query: Query<op::ListCommitmentOffers, ListCommitmentOffersQuery>,
    id: Path<CommitmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<i32>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let whole = queries::get_commitment(&mut conn, query.caller(), id.0).await?;
    let offers = queries::list_offers(&mut conn, id.0, request.after, request.fetch()).await?;
    let unit = whole.demand.line.unit;
    let views = offers.iter().map(|offer| offer.view(unit)).collect::<Result<_, _>>()?;
    Reply::page(&page(&request, views, |view: &OfferView| view.number))
}

/// The history of a commitment, oldest first.
#[utoipa::path(tag = "commitments", params(("id" = CommitmentId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/commitments/{id}/transitions")]
async fn list_commitment_transitions(
    query: Query<op::ListCommitmentTransitions, ListTransitionsQuery>,
    id: Path<CommitmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let whole = queries::get_commitment(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), whole.row.id.uuid(), &query.params).await?)
}

//! HTTP of the claims.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::logistics::{
    ClaimView, CreateClaimRequest, DecideClaimRequest, ListClaimsQuery, RespondToClaimRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{ClaimId, Id as _, jakarta_date};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{create, operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_claim).service(list_claims).service(get_claim);
    config.service(respond_to_claim).service(accept_claim_offer);
    config.service(dispute_claim).service(mediate_claim).service(decide_claim);
    config.service(withdraw_claim).service(list_claim_transitions);
}

/// Opens a claim.
///
/// On a line of a posted receipt, within the notice window from its posting (`/v1/claim-rules`); goods that are late, without
/// their papers or of another identity also on their shipment. Loss beyond the allowance, deaths and what is missing open by
/// themselves with the receipt. A claim of identity holds new orders of the supplier at once, until it has ended.
#[utoipa::path(tag = "claims", request_body = CreateClaimRequest, responses((status = 201, body = ClaimView)))]
#[post("/v1/claims")]
async fn create_claim(
    command: Command<op::CreateClaim, CreateClaimRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    create::create_claim(&context, command).await
}

/// The claims the caller may see, in order of their ids.
#[utoipa::path(tag = "claims", params(ListClaimsQuery), responses((status = 200, body = Page<ClaimView>)))]
#[get("/v1/claims")]
async fn list_claims(
    query: Query<op::ListClaims, ListClaimsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<ClaimId>::of(&query.params)?;
    let (after, limit) = (request.after, request.fetch());
    let mut conn = context.core.read().await?;
    let today = jakarta_date(context.core.clock.now());
    let found = queries::list_claims(&mut conn, query.caller(), &query.params, after, limit).await?;
    let views = found.into_iter().map(|whole| whole.view(query.caller(), today));
    let views = views.collect::<Result<_, Error>>()?;
    Reply::page(&page(&request, views, |claim: &ClaimView| claim.id))
}

/// One claim with what was offered and decided.
#[utoipa::path(tag = "claims", params(("id" = ClaimId, Path)), responses((status = 200, body = ClaimView)))]
#[get("/v1/claims/{id}")]
async fn get_claim(
    query: Query<op::GetClaim, NoParams>,
    id: Path<ClaimId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let today = jakarta_date(context.core.clock.now());
    let whole = queries::find_claim(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::ok(&whole.etag_on(today), &whole.view(query.caller(), today)?)
}

/// The history of a claim, oldest first.
#[utoipa::path(tag = "claims", params(("id" = ClaimId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/claims/{id}/transitions")]
async fn list_claim_transitions(
    query: Query<op::ListClaimTransitions, ListTransitionsQuery>,
    id: Path<ClaimId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_claim(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

/// A side answers.
///
/// The side that did not claim answers first. An offer takes the place of the one before; the other side may take it. While a
/// claim is disputed the businesses may still come to terms.
#[utoipa::path(tag = "claims", params(("id" = ClaimId, Path)), request_body = RespondToClaimRequest,
    responses((status = 200, body = ClaimView)))]
#[post("/v1/claims/{id}/responses")]
async fn respond_to_claim(
    command: Command<op::RespondToClaim, RespondToClaimRequest>,
    id: Path<ClaimId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::respond_to_claim(&context, id.0, command).await
}

/// A side takes what the other offers.
///
/// The offer of the version that `If-Match` names; who made it does not take it.
#[utoipa::path(tag = "claims", params(("id" = ClaimId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ClaimView)))]
#[post("/v1/claims/{id}/acceptances")]
async fn accept_claim_offer(
    command: Command<op::AcceptClaimOffer, TransitionRequest>,
    id: Path<ClaimId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::accept_claim_offer(&context, id.0, command).await
}

/// A side does not come to terms with the other.
///
/// Needs a note. The coordinators of both regions hear both sides and decide within the days of `/v1/claim-rules`.
#[utoipa::path(tag = "claims", params(("id" = ClaimId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ClaimView)))]
#[post("/v1/claims/{id}/disputes")]
async fn dispute_claim(
    command: Command<op::DisputeClaim, TransitionRequest>,
    id: Path<ClaimId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_claim(&context, id.0, command).await
}

/// A coordinator or the facilitator has heard both sides.
///
/// Needs a note of what was said.
#[utoipa::path(tag = "claims", params(("id" = ClaimId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ClaimView)))]
#[post("/v1/claims/{id}/mediations")]
async fn mediate_claim(
    command: Command<op::MediateClaim, TransitionRequest>,
    id: Path<ClaimId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_claim(&context, id.0, command).await
}

/// A coordinator decides.
///
/// The same terms of both coordinators end the claim; until then each may decide anew.
#[utoipa::path(tag = "claims", params(("id" = ClaimId, Path)), request_body = DecideClaimRequest,
    responses((status = 200, body = ClaimView)))]
#[post("/v1/claims/{id}/decisions")]
async fn decide_claim(
    command: Command<op::DecideClaim, DecideClaimRequest>,
    id: Path<ClaimId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::decide_claim(&context, id.0, command).await
}

/// Who claims gives it up.
///
/// Needs a note. The claims on a receipt that is taken back end with it.
#[utoipa::path(tag = "claims", params(("id" = ClaimId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ClaimView)))]
#[post("/v1/claims/{id}/withdrawals")]
async fn withdraw_claim(
    command: Command<op::WithdrawClaim, TransitionRequest>,
    id: Path<ClaimId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_claim(&context, id.0, command).await
}

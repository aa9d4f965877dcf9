//! HTTP of recommendation.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::agreement::{CreateRecommendationRequest, ListRecommendationsQuery, RecommendationView};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, RecommendationId};
use service::list_transitions;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Etag, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::rows::RecommendationRow;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_recommendation).service(list_recommendations).service(get_recommendation);
    config.service(accept_recommendation).service(decline_recommendation).service(withdraw_recommendation);
    config.service(list_recommendation_transitions);
}

/// Advises the two sides of an agreement.
///
/// By its facilitator or one of its auditors; changes no trade data.
#[utoipa::path(tag = "recommendations", request_body = CreateRecommendationRequest,
    responses((status = 201, body = RecommendationView)))]
#[post("/v1/recommendations")]
async fn create_recommendation(
    command: Command<op::CreateRecommendation, CreateRecommendationRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_recommendation(&context, command).await
}

/// The recommendations on agreements that the caller reads whole, in order of giving.
#[utoipa::path(tag = "recommendations", params(ListRecommendationsQuery),
    responses((status = 200, body = Page<RecommendationView>)))]
#[get("/v1/recommendations")]
async fn list_recommendations(
    query: Query<op::ListRecommendations, ListRecommendationsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<RecommendationId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (after, limit) = (request.after, request.fetch());
    let rows = queries::list_recommendations(&mut conn, query.caller(), &query.params, after, limit).await?;
    let views = rows.into_iter().map(RecommendationRow::view).collect::<Result<_, _>>()?;
    Reply::page(&page(&request, views, |view: &RecommendationView| view.id))
}

/// One recommendation.
#[utoipa::path(tag = "recommendations", params(("id" = RecommendationId, Path)),
    responses((status = 200, body = RecommendationView)))]
#[get("/v1/recommendations/{id}")]
async fn get_recommendation(
    query: Query<op::GetRecommendation, NoParams>,
    id: Path<RecommendationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_recommendation(&mut conn, query.caller(), id.0).await?;
    Reply::ok(&Etag::of(row.version), &row.view()?)
}

/// A side will follow it; once both will, it is accepted.
#[utoipa::path(tag = "recommendations", params(("id" = RecommendationId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = RecommendationView)))]
#[post("/v1/recommendations/{id}/acceptances")]
async fn accept_recommendation(
    command: Command<op::AcceptRecommendation, TransitionRequest>,
    id: Path<RecommendationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_recommendation(&context, id.0, command).await
}

/// A side will not follow it, which declines it; needs a note.
#[utoipa::path(tag = "recommendations", params(("id" = RecommendationId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = RecommendationView)))]
#[post("/v1/recommendations/{id}/declinations")]
async fn decline_recommendation(
    command: Command<op::DeclineRecommendation, TransitionRequest>,
    id: Path<RecommendationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_recommendation(&context, id.0, command).await
}

/// Its author takes it back.
#[utoipa::path(tag = "recommendations", params(("id" = RecommendationId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = RecommendationView)))]
#[post("/v1/recommendations/{id}/withdrawals")]
async fn withdraw_recommendation(
    command: Command<op::WithdrawRecommendation, TransitionRequest>,
    id: Path<RecommendationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_recommendation(&context, id.0, command).await
}

/// The history of a recommendation, oldest first.
#[utoipa::path(tag = "recommendations", params(("id" = RecommendationId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/recommendations/{id}/transitions")]
async fn list_recommendation_transitions(
    query: Query<op::ListRecommendationTransitions, ListTransitionsQuery>,
    id: Path<RecommendationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_recommendation(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), row.id.uuid(), &query.params).await?)
}

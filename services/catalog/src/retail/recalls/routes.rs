//! HTTP of the recalls.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{CreateRecallRequest, ListRecallsQuery, RecallView};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, RecallId};
use service::list_transitions;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::rows::mark;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_recall).service(list_recalls).service(get_recall);
    config.service(lift_recall).service(list_recall_transitions);
}

/// Recalls goods of one maker, or consolidation lots of one cooperative, wherever they are listed or loaded under their name.
///
/// From then on no listing of them holds, in whatever outlet, and no shipment whose items name them becomes ready or leaves. The maker
/// recalls its own, the hub or the cooperative their lots; a government of its region or province recalls what it must.
#[utoipa::path(tag = "recalls", request_body = CreateRecallRequest,
    responses((status = 201, body = RecallView)))]
#[post("/v1/recalls")]
async fn create_recall(
    command: Command<op::CreateRecall, CreateRecallRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_recall(&context, command).await
}

/// All recalls, in order of issue.
#[utoipa::path(tag = "recalls", params(ListRecallsQuery),
    responses((status = 200, body = Page<RecallView>)))]
#[get("/v1/recalls")]
async fn list_recalls(
    query: Query<op::ListRecalls, ListRecallsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<RecallId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let rows = queries::list_recalls(&mut conn, &query.params, request.after, request.fetch()).await?;
    let outlets = queries::outlets_of(&mut conn, &rows).await?;
    let views = rows.into_iter().zip(outlets).map(|(row, outlets)| row.view(outlets)).collect();
    Reply::page(&page(&request, views, |recall: &RecallView| recall.id))
}

/// One recall.
#[utoipa::path(tag = "recalls", params(("id" = RecallId, Path)),
    responses((status = 200, body = RecallView)))]
#[get("/v1/recalls/{id}")]
async fn get_recall(
    _query: Query<op::GetRecall, NoParams>,
    id: Path<RecallId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::find_recall(&mut conn, id.0).await?;
    let outlets = queries::outlets_of(&mut conn, std::slice::from_ref(&row)).await?.concat();
    Reply::ok(&mark(row.version, &outlets), &row.view(outlets))
}

/// Lifts a recall, for a reason.
///
/// What the maker recalled by itself, it lifts; what a government recalled, a government does.
#[utoipa::path(tag = "recalls", params(("id" = RecallId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = RecallView)))]
#[post("/v1/recalls/{id}/endings")]
async fn lift_recall(
    command: Command<op::LiftRecall, TransitionRequest>,
    id: Path<RecallId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::lift_recall(&context, id.0, command).await
}

/// The history of a recall, oldest first.
#[utoipa::path(tag = "recalls", params(("id" = RecallId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/recalls/{id}/transitions")]
async fn list_recall_transitions(
    query: Query<op::ListRecallTransitions, ListTransitionsQuery>,
    id: Path<RecallId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_recall(&mut conn, id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

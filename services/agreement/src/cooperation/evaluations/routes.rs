//! HTTP of the evaluations.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::agreement::{
    CreateEvaluationRequest, EvaluationFiguresView, EvaluationView, FulfilEvaluationConditionRequest,
    ListEvaluationsQuery,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{ContractId, EvaluationId, Id as _, jakarta_date};
use service::{Versioned as _, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Etag, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::figures::figures_of;
use super::rows::shown;
use super::{operations, queries};
use crate::context::Context;
use crate::cooperation::contracts::get_contract;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_evaluation).service(get_evaluation_figures);
    config.service(list_evaluations).service(get_evaluation).service(list_evaluation_transitions);
    config.service(confirm_evaluation).service(object_to_evaluation).service(fulfil_evaluation_condition);
}

/// Evaluates a trial.
///
/// By its buyer, once goods were accepted under it or its last day has passed. The figures of its orders and receipts are the
/// platform's own and stay as they were known. A correction is a new evaluation that names the one whose place it takes.
#[utoipa::path(tag = "evaluations", params(("id" = ContractId, Path)), request_body = CreateEvaluationRequest,
    responses((status = 201, body = EvaluationView)))]
#[post("/v1/contracts/{id}/evaluations")]
async fn create_evaluation(
    command: Command<op::CreateEvaluation, CreateEvaluationRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_evaluation(&context, id.0, command).await
}

/// The figures that an evaluation of a contract would show now.
///
/// Ordered, delivered on time, accepted, rejected by reason, shrunk, and its prices beside the reference prices of their days.
#[utoipa::path(tag = "evaluations", params(("id" = ContractId, Path)),
    responses((status = 200, body = EvaluationFiguresView)))]
#[get("/v1/contracts/{id}/evaluation-figures")]
async fn get_evaluation_figures(
    query: Query<op::GetEvaluationFigures, NoParams>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let whole = get_contract(&mut conn, query.caller(), id.0).await?;
    let now = context.core.clock.now();
    let figures = shown(figures_of(&mut conn, &whole, (now, now)).await?, query.caller());
    let contract = whole.etag(jakarta_date(now));
    let derived = serde_json::to_string(&figures.lines).unwrap_or_default();
    Reply::ok(&Etag::with_derived(contract.version().0, &derived), &figures)
}

/// The evaluations of the trials that the caller may see, in order of giving.
#[utoipa::path(tag = "evaluations", params(ListEvaluationsQuery),
    responses((status = 200, body = Page<EvaluationView>)))]
#[get("/v1/evaluations")]
async fn list_evaluations(
    query: Query<op::ListEvaluations, ListEvaluationsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<EvaluationId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (after, limit) = (request.after, request.fetch());
    let rows = queries::list_evaluations(&mut conn, query.caller(), &query.params, after, limit).await?;
    let views = rows.into_iter().map(|row| row.view(query.caller())).collect::<Result<_, _>>()?;
    Reply::page(&page(&request, views, |view: &EvaluationView| view.id))
}

/// One evaluation.
#[utoipa::path(tag = "evaluations", params(("id" = EvaluationId, Path)),
    responses((status = 200, body = EvaluationView)))]
#[get("/v1/evaluations/{id}")]
async fn get_evaluation(
    query: Query<op::GetEvaluation, NoParams>,
    id: Path<EvaluationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_evaluation(&mut conn, query.caller(), id.0).await?;
    Reply::ok(&Etag::of(row.version), &row.view(query.caller())?)
}

/// The supplier agrees with the evaluation.
#[utoipa::path(tag = "evaluations", params(("id" = EvaluationId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = EvaluationView)))]
#[post("/v1/evaluations/{id}/confirmations")]
async fn confirm_evaluation(
    command: Command<op::ConfirmEvaluation, TransitionRequest>,
    id: Path<EvaluationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::answer_evaluation(&context, id.0, command).await
}

/// The supplier does not agree with the evaluation, with a note.
///
/// The result counts all the same; everybody who reads the contract reads why, and the buyer may correct it.
#[utoipa::path(tag = "evaluations", params(("id" = EvaluationId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = EvaluationView)))]
#[post("/v1/evaluations/{id}/objections")]
async fn object_to_evaluation(
    command: Command<op::ObjectToEvaluation, TransitionRequest>,
    id: Path<EvaluationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::answer_evaluation(&context, id.0, command).await
}

/// Says that a condition of the evaluation is met.
///
/// By the buyer; with the last one the trial counts as passed.
#[utoipa::path(tag = "evaluations", params(("id" = EvaluationId, Path)),
    request_body = FulfilEvaluationConditionRequest, responses((status = 200, body = EvaluationView)))]
#[post("/v1/evaluations/{id}/condition-fulfilments")]
async fn fulfil_evaluation_condition(
    command: Command<op::FulfilEvaluationCondition, FulfilEvaluationConditionRequest>,
    id: Path<EvaluationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::fulfil_evaluation_condition(&context, id.0, command).await
}

/// The history of an evaluation, oldest first.
#[utoipa::path(tag = "evaluations", params(("id" = EvaluationId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/evaluations/{id}/transitions")]
async fn list_evaluation_transitions(
    query: Query<op::ListEvaluationTransitions, ListTransitionsQuery>,
    id: Path<EvaluationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_evaluation(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), row.id.uuid(), &query.params).await?)
}

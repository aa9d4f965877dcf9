//! HTTP of the inspections and their answers.

use actix_web::web::Data;
use actix_web::{get, post, put};
use api_types::catalog::{
    InspectionAnswerView, InspectionView, ListInspectionAnswersQuery, ListInspectionsQuery,
    PutInspectionAnswerRequest, ScheduleInspectionRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionView};
use domain::shared::{Id as _, InspectionAnswerId, InspectionId};
use service::{Error, Versioned as _, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Etag, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{answers, operations, queries};
use crate::context::Context;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(schedule_inspection).service(list_inspections).service(get_inspection);
    config
        .service(list_inspection_transitions)
        .service(put_inspection_answer)
        .service(list_inspection_answers);
}

/// Names the day of an inspection.
///
/// By a government of the facility's region, or by another party that buys; it goes by the checklist in force on the day.
#[utoipa::path(tag = "inspections", request_body = ScheduleInspectionRequest,
    responses((status = 201, body = InspectionView)))]
#[post("/v1/inspections")]
async fn schedule_inspection(
    command: Command<op::ScheduleInspection, ScheduleInspectionRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::schedule_inspection(&context, command).await
}

/// The inspections that the caller may read, in order of scheduling.
#[utoipa::path(tag = "inspections", params(ListInspectionsQuery),
    responses((status = 200, body = Page<InspectionView>)))]
#[get("/v1/inspections")]
async fn list_inspections(
    query: Query<op::ListInspections, ListInspectionsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<InspectionId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, after) = (query.caller(), request.after);
    let rows = queries::list_inspections(&mut conn, caller, &query.params, after, request.fetch()).await?;
    let views = rows.into_iter().map(|row| row.view(caller)).collect::<Result<_, Error>>()?;
    Reply::page(&page(&request, views, |inspection: &InspectionView| inspection.id))
}

/// One inspection.
#[utoipa::path(tag = "inspections", params(("id" = InspectionId, Path)),
    responses((status = 200, body = InspectionView)))]
#[get("/v1/inspections/{id}")]
async fn get_inspection(
    query: Query<op::GetInspection, NoParams>,
    id: Path<InspectionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::find_inspection(&mut conn, query.caller(), id.0).await?;
    Reply::ok(&Etag::of(row.version()), &row.view(query.caller())?)
}

/// The history of an inspection, oldest first.
#[utoipa::path(tag = "inspections", params(("id" = InspectionId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/inspections/{id}/transitions")]
async fn list_inspection_transitions(
    query: Query<op::ListInspectionTransitions, ListTransitionsQuery>,
    id: Path<InspectionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_inspection(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

/// Answers one thing of the checklist, with the phone's own id.
///
/// 201 for a new one, 200 for the same content again, 409 for other content under the same id: `ian_` and 32 hexadecimal
/// digits. Two phones that answer differently are a conflict, which an answer that replaces the wrong one ends. Once the
/// inspection is handed in, an answer that replaces another counts when a second person lets it (`/corrections`).
#[utoipa::path(tag = "inspections", params(("id" = InspectionAnswerId, Path)),
    request_body = PutInspectionAnswerRequest,
    responses((status = 201, body = InspectionAnswerView), (status = 200, body = InspectionAnswerView)))]
#[put("/v1/inspection-answers/{id}")]
async fn put_inspection_answer(
    command: Command<op::PutInspectionAnswer, PutInspectionAnswerRequest>,
    id: Path<InspectionAnswerId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    answers::put_inspection_answer(&context, id.0, command).await
}

/// The answers of an inspection, those that others have replaced included.
#[utoipa::path(tag = "inspections", params(("id" = InspectionId, Path), ListInspectionAnswersQuery),
    responses((status = 200, body = Page<InspectionAnswerView>)))]
#[get("/v1/inspections/{id}/answers")]
async fn list_inspection_answers(
    query: Query<op::ListInspectionAnswers, ListInspectionAnswersQuery>,
    id: Path<InspectionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<InspectionAnswerId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    queries::find_inspection(&mut conn, query.caller(), id.0).await?;
    let rows = queries::list_answers(&mut conn, id.0, &query.params, request.after, request.fetch()).await?;
    let views = rows.into_iter().map(|(row, current)| Ok(row.view(current)?.1));
    let views = views.collect::<Result<_, Error>>()?;
    Reply::page(&page(&request, views, |answer: &InspectionAnswerView| answer.id))
}

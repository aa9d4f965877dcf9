//! HTTP of the papers of facilities.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{DeclareFacilityPaperRequest, FacilityPaperView, ListFacilityPapersQuery};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{FacilityId, FacilityPaperId, Id as _, jakarta_date};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{operations, queries};
use crate::context::Context;
use crate::sites::facilities::find_facility;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(declare_facility_paper).service(list_facility_papers).service(get_facility_paper);
    config.service(accept_facility_paper).service(reject_facility_paper).service(withdraw_facility_paper);
    config.service(list_facility_paper_transitions);
}

/// Declares a paper of a facility.
///
/// It counts once a government of the region has accepted it.
#[utoipa::path(tag = "facility-papers", params(("id" = FacilityId, Path)),
    request_body = DeclareFacilityPaperRequest, responses((status = 201, body = FacilityPaperView)))]
#[post("/v1/facilities/{id}/papers")]
async fn declare_facility_paper(
    command: Command<op::DeclareFacilityPaper, DeclareFacilityPaperRequest>,
    id: Path<FacilityId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::declare_facility_paper(&context, id.0, command).await
}

/// The papers of a facility, oldest first, those that count no more included.
#[utoipa::path(tag = "facility-papers", params(("id" = FacilityId, Path), ListFacilityPapersQuery),
    responses((status = 200, body = Page<FacilityPaperView>)))]
#[get("/v1/facilities/{id}/papers")]
async fn list_facility_papers(
    query: Query<op::ListFacilityPapers, ListFacilityPapersQuery>,
    id: Path<FacilityId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<FacilityPaperId>::of(&query.params)?;
    let today = jakarta_date(context.core.clock.now());
    let mut conn = context.core.read().await?;
    let facility = find_facility(&conn, id.0).await?;
    let (params, after) = (&query.params, request.after);
    let rows = queries::list_papers(&mut conn, id.0, params, after, request.fetch()).await?;
    let papers = operations::with_facility(&conn, query.caller(), &facility, rows).await?;
    let views = papers.into_iter().map(|paper| Ok(paper.view(query.caller(), today)?.1));
    let views = views.collect::<Result<_, Error>>()?;
    Reply::page(&page(&request, views, |paper: &FacilityPaperView| paper.id))
}

/// One paper of a facility.
#[utoipa::path(tag = "facility-papers", params(("id" = FacilityPaperId, Path)),
    responses((status = 200, body = FacilityPaperView)))]
#[get("/v1/facility-papers/{id}")]
async fn get_facility_paper(
    query: Query<op::GetFacilityPaper, NoParams>,
    id: Path<FacilityPaperId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let today = jakarta_date(context.core.clock.now());
    let conn = context.core.read().await?;
    let paper = operations::find(&conn, query.caller(), id.0).await?;
    let (etag, view) = paper.view(query.caller(), today)?;
    Reply::ok(&etag, &view)
}

/// Accepts a paper of a facility.
///
/// By the technical agency or the coordinator of its region or province, and by somebody else than who declared it. It
/// supersedes an accepted one of its type that does not outlast it, which counts until this one begins.
#[utoipa::path(tag = "facility-papers", params(("id" = FacilityPaperId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = FacilityPaperView)))]
#[post("/v1/facility-papers/{id}/acceptances")]
async fn accept_facility_paper(
    command: Command<op::AcceptFacilityPaper, TransitionRequest>,
    id: Path<FacilityPaperId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_facility_paper(&context, id.0, command).await
}

/// Rejects a paper of a facility, with what is wrong.
///
/// Also one that was accepted and turned out not to stand.
#[utoipa::path(tag = "facility-papers", params(("id" = FacilityPaperId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = FacilityPaperView)))]
#[post("/v1/facility-papers/{id}/rejections")]
async fn reject_facility_paper(
    command: Command<op::RejectFacilityPaper, TransitionRequest>,
    id: Path<FacilityPaperId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_facility_paper(&context, id.0, command).await
}

/// Takes a paper of a facility back, with a reason.
///
/// It stays in the history and counts no more.
#[utoipa::path(tag = "facility-papers", params(("id" = FacilityPaperId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = FacilityPaperView)))]
#[post("/v1/facility-papers/{id}/withdrawals")]
async fn withdraw_facility_paper(
    command: Command<op::WithdrawFacilityPaper, TransitionRequest>,
    id: Path<FacilityPaperId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_facility_paper(&context, id.0, command).await
}

/// The history of a paper of a facility, oldest first.
#[utoipa::path(tag = "facility-papers", params(("id" = FacilityPaperId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/facility-papers/{id}/transitions")]
async fn list_facility_paper_transitions(
    query: Query<op::ListFacilityPaperTransitions, ListTransitionsQuery>,
    id: Path<FacilityPaperId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_paper(&conn, id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

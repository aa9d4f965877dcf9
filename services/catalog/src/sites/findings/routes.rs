//! HTTP of the findings.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{FindingView, ListFindingsQuery};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{FindingId, Id as _};
use service::list_transitions;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Etag, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::rows::FindingRow;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_findings).service(get_finding).service(list_finding_transitions);
    config.service(act_on_finding).service(verify_finding).service(reopen_finding).service(waive_finding);
}

/// The findings that the caller may read, in order of their discovery.
#[utoipa::path(tag = "findings", params(ListFindingsQuery), responses((status = 200, body = Page<FindingView>)))]
#[get("/v1/findings")]
async fn list_findings(
    query: Query<op::ListFindings, ListFindingsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<FindingId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, after) = (query.caller(), request.after);
    let rows = queries::list_findings(&mut conn, caller, &query.params, after, request.fetch()).await?;
    let views = rows.into_iter().map(FindingRow::view).collect();
    Reply::page(&page(&request, views, |finding: &FindingView| finding.id))
}

/// One finding.
#[utoipa::path(tag = "findings", params(("id" = FindingId, Path)), responses((status = 200, body = FindingView)))]
#[get("/v1/findings/{id}")]
async fn get_finding(
    query: Query<op::GetFinding, NoParams>,
    id: Path<FindingId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::find_finding(&mut conn, query.caller(), id.0).await?;
    Reply::ok(&Etag::of(row.version), &row.view())
}

/// The history of a finding, oldest first.
#[utoipa::path(tag = "findings", params(("id" = FindingId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/findings/{id}/transitions")]
async fn list_finding_transitions(
    query: Query<op::ListFindingTransitions, ListTransitionsQuery>,
    id: Path<FindingId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_finding(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

/// Says what was done about a finding.
///
/// By the owner of the facility; the note says what was mended.
#[utoipa::path(tag = "findings", params(("id" = FindingId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = FindingView)))]
#[post("/v1/findings/{id}/actions")]
async fn act_on_finding(
    command: Command<op::ActOnFinding, TransitionRequest>,
    id: Path<FindingId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_finding(&context, id.0, command).await
}

/// Verifies that a finding is mended.
///
/// By the party that inspected or a government of the region, and by somebody else than who mended it.
#[utoipa::path(tag = "findings", params(("id" = FindingId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = FindingView)))]
#[post("/v1/findings/{id}/verifications")]
async fn verify_finding(
    command: Command<op::VerifyFinding, TransitionRequest>,
    id: Path<FindingId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_finding(&context, id.0, command).await
}

/// Opens a finding again, with what is still wrong.
#[utoipa::path(tag = "findings", params(("id" = FindingId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = FindingView)))]
#[post("/v1/findings/{id}/reopenings")]
async fn reopen_finding(
    command: Command<op::ReopenFinding, TransitionRequest>,
    id: Path<FindingId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_finding(&context, id.0, command).await
}

/// Lets a finding be, with a reason.
///
/// A critical one never by its finder alone.
#[utoipa::path(tag = "findings", params(("id" = FindingId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = FindingView)))]
#[post("/v1/findings/{id}/waivers")]
async fn waive_finding(
    command: Command<op::WaiveFinding, TransitionRequest>,
    id: Path<FindingId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_finding(&context, id.0, command).await
}

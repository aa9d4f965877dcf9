//! HTTP of the reports.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::agreement::{
    AuthenticityReportReceiptView, AuthenticityReportView, ListAuthenticityReportsQuery,
    ReportAuthenticityRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{AuthenticityReportId, Id as _};
use service::list_transitions;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::{NoParams, Open};
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::{operations, queries};
use crate::context::Context;
use crate::cooperation::authenticity_reports::access::op;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(report_authenticity)
        .service(list_authenticity_reports)
        .service(get_authenticity_report)
        .service(list_authenticity_report_transitions)
        .service(answer_authenticity_report);
}

/// Reports a doubt about a paper.
///
/// By anybody, without a token: the code on the paper, where it was seen, and what is doubtful. The coordinators of both
/// regions read it; the same report again is taken once.
#[utoipa::path(tag = "authenticity-reports", request_body = ReportAuthenticityRequest,
    responses((status = 202, body = AuthenticityReportReceiptView)))]
#[post("/v1/authenticity-reports")]
async fn report_authenticity(
    open: Open<op::ReportAuthenticity, ReportAuthenticityRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::report_authenticity(&context, open.body).await
}

/// The reports of papers that the caller's government vouches for, and of unknown codes in its region, in the order made.
#[utoipa::path(tag = "authenticity-reports", params(ListAuthenticityReportsQuery),
    responses((status = 200, body = Page<AuthenticityReportView>)))]
#[get("/v1/authenticity-reports")]
async fn list_authenticity_reports(
    query: Query<op::ListAuthenticityReports, ListAuthenticityReportsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<AuthenticityReportId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (after, limit) = (request.after, request.fetch());
    let rows = queries::list_reports(&mut conn, query.caller(), &query.params, after, limit).await?;
    let views = rows.iter().map(|row| row.view()).collect();
    Reply::page(&page(&request, views, |report: &AuthenticityReportView| report.id))
}

/// One report.
#[utoipa::path(tag = "authenticity-reports", params(("id" = AuthenticityReportId, Path)),
    responses((status = 200, body = AuthenticityReportView)))]
#[get("/v1/authenticity-reports/{id}")]
async fn get_authenticity_report(
    query: Query<op::GetAuthenticityReport, NoParams>,
    id: Path<AuthenticityReportId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_report(&mut conn, query.caller(), id.0).await?;
    Reply::ok(&row.etag_now(), &row.view())
}

/// The history of a report, oldest first: who answered what.
#[utoipa::path(tag = "authenticity-reports", params(("id" = AuthenticityReportId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/authenticity-reports/{id}/transitions")]
async fn list_authenticity_report_transitions(
    query: Query<op::ListAuthenticityReportTransitions, ListTransitionsQuery>,
    id: Path<AuthenticityReportId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_report(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), row.id.uuid(), &query.params).await?)
}

/// Says what came of a report.
///
/// By a coordinator who reads it, with a note.
#[utoipa::path(tag = "authenticity-reports", params(("id" = AuthenticityReportId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = AuthenticityReportView)))]
#[post("/v1/authenticity-reports/{id}/answers")]
async fn answer_authenticity_report(
    command: Command<op::AnswerAuthenticityReport, TransitionRequest>,
    id: Path<AuthenticityReportId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::answer_authenticity_report(&context, id.0, command).await
}

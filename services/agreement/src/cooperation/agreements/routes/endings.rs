//! HTTP of how agreements end, and of the papers of their stages.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::agreement::{
    AgreementStagesView, AgreementView, ClosingStatementView, TerminateAgreementRequest, TextConsentRequest,
};
use domain::shared::{AgreementId, jakarta_date};
use service::Versioned as _;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use crate::context::Context;
use crate::cooperation::agreements::access::op;
use crate::cooperation::agreements::{operations, queries};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(get_agreement_closing_statement)
        .service(get_agreement_stages)
        .service(complete_agreement)
        .service(terminate_agreement);
}

/// What both coordinators agree to when the agreement is completed, computed now.
///
/// Its contracts with their states, what their lines promised and what was accepted; and everything that is open below.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)),
    responses((status = 200, body = ClosingStatementView)))]
#[get("/v1/agreements/{id}/closing-statement")]
async fn get_agreement_closing_statement(
    query: Query<op::GetAgreementClosingStatement, NoParams>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_agreement(&mut conn, query.caller(), id.0).await?;
    let now = context.core.clock.now();
    let statement = operations::closing_statement(&mut conn, &row, now).await?;
    Reply::ok(&row.etag(jakarta_date(now)), &statement)
}

/// The stages of an agreement with the papers that each asks for: there or missing, and when they are due.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)),
    responses((status = 200, body = AgreementStagesView)))]
#[get("/v1/agreements/{id}/stages")]
async fn get_agreement_stages(
    query: Query<op::GetAgreementStages, NoParams>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_agreement(&mut conn, query.caller(), id.0).await?;
    let now = context.core.clock.now();
    let stages = operations::stages_of(&mut conn, &row, jakarta_date(now)).await?;
    Reply::ok(&row.etag(jakarta_date(now)), &stages)
}

/// Agrees to complete the agreement.
///
/// By both coordinators, each with the hash of the same closing statement, within the days that a row says. Nothing may be
/// open below: a refusal lists every contract, order and shipment that is.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)), request_body = TextConsentRequest,
    responses((status = 200, body = AgreementView)))]
#[post("/v1/agreements/{id}/completions")]
async fn complete_agreement(
    command: Command<op::CompleteAgreement, TextConsentRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::complete_agreement(&context, id.0, command).await
}

/// Ends an agreement before its time.
///
/// By the signers of both governments together, or by one with a reason of law or breach: then it ends after the notice
/// that a row says. Each contract that has not ended gets an outcome. Again once the notice has run out, it records the end.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)), request_body = TerminateAgreementRequest,
    responses((status = 200, body = AgreementView)))]
#[post("/v1/agreements/{id}/terminations")]
async fn terminate_agreement(
    command: Command<op::TerminateAgreement, TerminateAgreementRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::terminate_agreement(&context, id.0, command).await
}

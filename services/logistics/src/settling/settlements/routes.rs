//! HTTP of the monthly statements.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::logistics::{
    ConfirmSettlementRequest, CreateSettlementRequest, DisputeSettlementRequest, ListSettlementsQuery,
    SettlementView,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, SettlementId, jakarta_date};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{operations, queries, statement};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_settlement).service(list_settlements).service(get_settlement);
    config.service(confirm_settlement).service(dispute_settlement).service(drop_settlement_dispute);
    config.service(list_settlement_transitions);
}

/// Asks for the statement of a contract and a month.
///
/// By either business, once the month has ended in Asia/Jakarta. It takes every line of a posted receipt of that month, by the
/// day of the receipt, that was not taken back; and what is found since of earlier statements that are final. Each contract has
/// one for a month.
#[utoipa::path(tag = "settlements", request_body = CreateSettlementRequest,
    responses((status = 201, body = SettlementView)))]
#[post("/v1/settlements")]
async fn create_settlement(
    command: Command<op::CreateSettlement, CreateSettlementRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_settlement(&context, command).await
}

/// The statements that the caller may read, oldest first.
#[utoipa::path(tag = "settlements", params(ListSettlementsQuery),
    responses((status = 200, body = Page<SettlementView>)))]
#[get("/v1/settlements")]
async fn list_settlements(
    query: Query<op::ListSettlements, ListSettlementsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<SettlementId>::of(&query.params)?;
    let month = query.params.month.as_deref().map(|code| operations::read_month("?month", code)).transpose();
    let month = month.map_err(|invalid| Error::Invalid(vec![invalid]))?.map(|month| month.first());
    let mut conn = context.core.read().await?;
    let (caller, filters) = (query.caller(), (&query.params, month));
    let rows = queries::list_rows(&mut conn, caller, filters, request.after, request.fetch()).await?;
    let today = jakarta_date(context.core.clock.now());
    let found = statement::all(&mut conn, rows).await?;
    let views = found.into_iter().map(|one| one.listed(today)).collect();
    Reply::page(&page(&request, views, |one: &SettlementView| one.id))
}

/// One statement with its lines.
///
/// While it is open it says what is known now.
#[utoipa::path(tag = "settlements", params(("id" = SettlementId, Path)),
    responses((status = 200, body = SettlementView)))]
#[get("/v1/settlements/{id}")]
async fn get_settlement(
    query: Query<op::GetSettlement, NoParams>,
    id: Path<SettlementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let found = queries::find_settlement(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    let today = jakarta_date(context.core.clock.now());
    Reply::ok(&found.etag_on(today), &found.view(today))
}

/// A side confirms it.
///
/// By the hash of the text as it is at this moment; where a receipt was posted or taken back meanwhile, read it again. Once both
/// sides have confirmed one text it never changes: what is found later stands in the next statement and names this one.
/// Silence never confirms.
#[utoipa::path(tag = "settlements", params(("id" = SettlementId, Path)), request_body = ConfirmSettlementRequest,
    responses((status = 200, body = SettlementView)))]
#[post("/v1/settlements/{id}/confirmations")]
async fn confirm_settlement(
    command: Command<op::ConfirmSettlement, ConfirmSettlementRequest>,
    id: Path<SettlementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::confirm_settlement(&context, id.0, command).await
}

/// A side says what of it is wrong.
///
/// With a note, and the receipt lines it is about; none where it is about the whole. The rest is payable. What was confirmed
/// before is to be confirmed again.
#[utoipa::path(tag = "settlements", params(("id" = SettlementId, Path)), request_body = DisputeSettlementRequest,
    responses((status = 200, body = SettlementView)))]
#[post("/v1/settlements/{id}/disputes")]
async fn dispute_settlement(
    command: Command<op::DisputeSettlement, DisputeSettlementRequest>,
    id: Path<SettlementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::dispute_settlement(&context, id.0, command).await
}

/// Who disputed it takes that back.
#[utoipa::path(tag = "settlements", params(("id" = SettlementId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = SettlementView)))]
#[post("/v1/settlements/{id}/dispute-endings")]
async fn drop_settlement_dispute(
    command: Command<op::DropSettlementDispute, TransitionRequest>,
    id: Path<SettlementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::drop_dispute(&context, id.0, command).await
}

/// The history of a statement, oldest first.
#[utoipa::path(tag = "settlements", params(("id" = SettlementId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/settlements/{id}/transitions")]
async fn list_settlement_transitions(
    query: Query<op::ListSettlementTransitions, ListTransitionsQuery>,
    id: Path<SettlementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_row(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

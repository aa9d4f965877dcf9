//! HTTP of the backfill grants.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::agreement::{BackfillGrantView, CreateBackfillGrantRequest, ListBackfillGrantsQuery};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{AgreementId, BackfillGrantId, Id as _};
use service::list_transitions;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Etag, PageRequest, Path, Query, Reply, page};

use super::rows::BackfillGrantRow;
use super::{operations, queries};
use crate::context::Context;
use crate::cooperation::backfill_grants::access::op;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_backfill_grant).service(list_backfill_grants).service(get_backfill_grant);
    config.service(confirm_backfill_grant).service(end_backfill_grant).service(withdraw_backfill_grant);
    config.service(list_backfill_grant_transitions);
}

/// Proposes that a party may record facts of the past under an agreement.
///
/// By a coordinator of one of the two governments, for a side, the facilitator or a party that one of them keeps. It counts once
/// the other government has confirmed it, under this agreement alone, for ninety days.
#[utoipa::path(tag = "backfill-grants", params(("id" = AgreementId, Path)),
    request_body = CreateBackfillGrantRequest, responses((status = 201, body = BackfillGrantView)))]
#[post("/v1/agreements/{id}/backfill-grants")]
async fn create_backfill_grant(
    command: Command<op::CreateBackfillGrant, CreateBackfillGrantRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_backfill_grant(&context, id.0, command).await
}

/// Backfill grants, in order of granting.
#[utoipa::path(tag = "backfill-grants", params(ListBackfillGrantsQuery),
    responses((status = 200, body = Page<BackfillGrantView>)))]
#[get("/v1/backfill-grants")]
async fn list_backfill_grants(
    query: Query<op::ListBackfillGrants, ListBackfillGrantsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<BackfillGrantId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let rows = queries::list_grants(&mut conn, query.caller(), &query.params, request.after, request.fetch())
        .await?;
    let views = rows.into_iter().map(BackfillGrantRow::view).collect();
    Reply::page(&page(&request, views, |grant: &BackfillGrantView| grant.id))
}

/// One backfill grant.
#[utoipa::path(tag = "backfill-grants", params(("id" = BackfillGrantId, Path)),
    responses((status = 200, body = BackfillGrantView)))]
#[get("/v1/backfill-grants/{id}")]
async fn get_backfill_grant(
    query: Query<op::GetBackfillGrant, NoParams>,
    id: Path<BackfillGrantId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_grant(&mut conn, query.caller(), id.0).await?;
    Reply::ok(&Etag::of(row.version), &row.view())
}

/// The other government agrees; from then on the grant may be used.
#[utoipa::path(tag = "backfill-grants", params(("id" = BackfillGrantId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = BackfillGrantView)))]
#[post("/v1/backfill-grants/{id}/confirmations")]
async fn confirm_backfill_grant(
    command: Command<op::ConfirmBackfillGrant, TransitionRequest>,
    id: Path<BackfillGrantId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_backfill_grant(&context, id.0, command).await
}

/// A side ends the grant; needs a note. What was recorded by it stays, and stays marked.
#[utoipa::path(tag = "backfill-grants", params(("id" = BackfillGrantId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = BackfillGrantView)))]
#[post("/v1/backfill-grants/{id}/endings")]
async fn end_backfill_grant(
    command: Command<op::EndBackfillGrant, TransitionRequest>,
    id: Path<BackfillGrantId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_backfill_grant(&context, id.0, command).await
}

/// The government that proposed it takes it back.
#[utoipa::path(tag = "backfill-grants", params(("id" = BackfillGrantId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = BackfillGrantView)))]
#[post("/v1/backfill-grants/{id}/withdrawals")]
async fn withdraw_backfill_grant(
    command: Command<op::WithdrawBackfillGrant, TransitionRequest>,
    id: Path<BackfillGrantId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_backfill_grant(&context, id.0, command).await
}

/// The history of a backfill grant, oldest first.
#[utoipa::path(tag = "backfill-grants", params(("id" = BackfillGrantId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/backfill-grants/{id}/transitions")]
async fn list_backfill_grant_transitions(
    query: Query<op::ListBackfillGrantTransitions, ListTransitionsQuery>,
    id: Path<BackfillGrantId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_grant(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), row.id.uuid(), &query.params).await?)
}

//! HTTP of the backfill grants.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::Page;
use api_types::agreement::{BackfillGrantView, CreateBackfillGrantRequest, ListBackfillGrantsQuery};
use domain::shared::{AgreementId, BackfillGrantId};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::rows::BackfillGrantRow;
use super::{operations, queries};
use crate::context::Context;
use crate::cooperation::backfill_grants::access::op;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_backfill_grant).service(list_backfill_grants).service(get_backfill_grant);
}

/// Lets a party record facts of the past.
///
/// By a coordinator of one of the two governments, to a side, the facilitator or a party of the two regions.
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
    Reply::ok(&BackfillGrantRow::ETAG, &row.view())
}

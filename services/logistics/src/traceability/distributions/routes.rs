//! HTTP of the distributions.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::Page;
use api_types::logistics::{CreateDistributionRequest, DistributionView, ListDistributionsQuery};
use domain::shared::DistributionId;
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_distribution).service(list_distributions).service(get_distribution);
}

/// Records what went on to the outlets of the buyer.
///
/// By who receives, of a receipt that counts: in parts, as often as something goes on, and no more than was accepted and not taken
/// back by claims. What was recorded wrongly is corrected by another one that names it in `corrects_id`.
#[utoipa::path(tag = "distributions", request_body = CreateDistributionRequest,
    responses((status = 201, body = DistributionView)))]
#[post("/v1/distributions")]
async fn create_distribution(
    command: Command<op::CreateDistribution, CreateDistributionRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_distribution(&context, command).await
}

/// The distributions that the caller may read, oldest first.
#[utoipa::path(tag = "distributions", params(ListDistributionsQuery),
    responses((status = 200, body = Page<DistributionView>)))]
#[get("/v1/distributions")]
async fn list_distributions(
    query: Query<op::ListDistributions, ListDistributionsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<DistributionId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, after) = (query.caller(), request.after);
    let found = queries::list_distributions(&mut conn, caller, &query.params, after, request.fetch()).await?;
    let views = found.into_iter().map(|whole| whole.view(caller)).collect();
    Reply::page(&page(&request, views, |one: &DistributionView| one.id))
}

/// One distribution.
#[utoipa::path(tag = "distributions", params(("id" = DistributionId, Path)),
    responses((status = 200, body = DistributionView)))]
#[get("/v1/distributions/{id}")]
async fn get_distribution(
    query: Query<op::GetDistribution, NoParams>,
    id: Path<DistributionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let found = queries::find_distribution(&mut conn, query.caller(), id.0).await?;
    let whole = found.ok_or(Error::NotFound)?;
    Reply::ok(&whole.etag(), &whole.view(query.caller()))
}

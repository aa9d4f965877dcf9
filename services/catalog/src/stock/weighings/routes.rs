//! HTTP of the weighings.

use actix_web::web::Data;
use actix_web::{get, put};
use api_types::Page;
use api_types::catalog::{ListWeighingsQuery, PutWeighingRequest, WeighingView};
use domain::shared::WeighingId;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::rows::WeighingRow;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(put_weighing).service(list_weighings);
}

/// Records what an animal weighed, with the phone's own id.
///
/// 201 for a new one, 200 for the same content again, 409 for other content under the same id: `wgh_` and 32 hexadecimal
/// digits, or for another weighing of the animal within a minute. The latest by the time of the weighing counts.
#[utoipa::path(tag = "weighings", params(("id" = WeighingId, Path)), request_body = PutWeighingRequest,
    responses((status = 201, body = WeighingView), (status = 200, body = WeighingView)))]
#[put("/v1/weighings/{id}")]
async fn put_weighing(
    command: Command<op::PutWeighing, PutWeighingRequest>,
    id: Path<WeighingId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::put_weighing(&context, id.0, command).await
}

/// The weighings of animals that the caller may read, in order of their ids.
#[utoipa::path(tag = "weighings", params(ListWeighingsQuery), responses((status = 200, body = Page<WeighingView>)))]
#[get("/v1/weighings")]
async fn list_weighings(
    query: Query<op::ListWeighings, ListWeighingsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<WeighingId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, after) = (query.caller(), request.after);
    let rows = queries::list_weighings(&mut conn, caller, &query.params, after, request.fetch()).await?;
    let views = rows.into_iter().map(WeighingRow::view).collect();
    Reply::page(&page(&request, views, |weighing: &WeighingView| weighing.id))
}

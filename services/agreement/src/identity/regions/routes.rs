//! HTTP of the regions.

use actix_web::get;
use actix_web::web::{Data, Path as Segment};
use api_types::Page;
use api_types::agreement::{ListRegionsQuery, RegionView};
use domain::shared::RegionCode;
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, PageRequest, Query, Reply, page};

use super::queries;
use crate::context::Context;
use crate::identity::regions::access::op;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_regions).service(get_region);
}

/// Regions of Indonesia, in order of their codes.
#[utoipa::path(tag = "regions", params(ListRegionsQuery), responses((status = 200, body = Page<RegionView>)))]
#[get("/v1/regions")]
async fn list_regions(
    query: Query<op::ListRegions, ListRegionsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<String>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let rows =
        queries::list_regions(&mut conn, &query.params, request.after.as_deref(), request.fetch()).await?;
    Reply::page(&page(&request, rows, |region| region.code.clone()))
}

/// One region.
///
/// A code it had before leads to it, too.
#[utoipa::path(tag = "regions", params(("code" = String, Path, example = "18.72")), responses((status = 200, body = RegionView)))]
#[get("/v1/regions/{code}")]
async fn get_region(
    _query: Query<op::GetRegion, NoParams>,
    code: Segment<String>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let code = RegionCode::listed(&code).ok_or(Error::NotFound)?;
    let mut conn = context.core.read().await?;
    let row = queries::find_region(&mut conn, code.as_str()).await?.ok_or(Error::NotFound)?;
    Reply::json(&RegionView::from(row))
}

//! Work items: what waits for the caller's party; see `service::work_items`. Each feature says what waits in it.

mod access;

use actix_web::get;
use actix_web::web::Data;
use api_types::{ListWorkItemsQuery, Page, WorkItemView};
use service::{Feature, work_items};
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, Query, Reply, Tag};

use crate::app::FEATURES;
use crate::context::Context;
use crate::outside::work_items::access::op;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes,
    access::OPERATIONS,
    &[Tag { name: "work-items", about: "What waits for the caller's party in this service." }],
);

fn routes(config: &mut ServiceConfig) {
    config.service(list_catalog_work_items);
}

/// What waits for the caller's party and roles, longest waiting first.
#[utoipa::path(tag = "work-items", params(ListWorkItemsQuery),
    responses((status = 200, body = Page<WorkItemView>)))]
#[get("/v1/catalog-work-items")]
async fn list_catalog_work_items(
    query: Query<op::ListCatalogWorkItems, ListWorkItemsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let sources = FEATURES.iter().filter_map(Feature::waiting);
    let (caller, now) = (query.caller(), context.core.clock.now());
    let page = work_items::page_of(&**context, &mut conn, sources, caller, &query.params, now).await?;
    Reply::page(&page)
}

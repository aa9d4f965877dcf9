//! HTTP of the work items.

use actix_web::get;
use actix_web::web::Data;
use api_types::{ListWorkItemsQuery, Page, WorkItemView};
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, PageRequest, Query, Reply, page};

use super::queries::{self, After};
use crate::access::op;
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_agreement_work_items);
}

/// What waits for the caller's party and roles, longest waiting first.
#[utoipa::path(tag = "work items", params(ListWorkItemsQuery),
    responses((status = 200, body = Page<WorkItemView>)))]
#[get("/v1/agreement-work-items")]
async fn list_agreement_work_items(
    query: Query<op::ListAgreementWorkItems, ListWorkItemsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<After>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let action = query.params.action.as_deref();
    let after = request.after.clone();
    let items = queries::list_work_items(&mut conn, query.caller(), action, after, request.fetch()).await?;
    Reply::json(&page(&request, items, |item: &WorkItemView| {
        (item.since_at, item.subject.clone(), item.action.clone())
    }))
}

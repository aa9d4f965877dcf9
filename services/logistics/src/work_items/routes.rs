//! HTTP of the work items.

use actix_web::get;
use actix_web::web::Data;
use api_types::{ListWorkItemsQuery, Page, WorkItemView};
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, PageRequest, Query, Reply, page};

use super::place::{Place, Wanted};
use super::{call_offs, receipts, shipments};
use crate::access::op;
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_logistics_work_items);
}

/// What waits for the caller's party, longest first.
#[utoipa::path(tag = "work-items", params(ListWorkItemsQuery), responses((status = 200, body = Page<WorkItemView>)))]
#[get("/v1/logistics-work-items")]
async fn list_logistics_work_items(
    query: Query<op::ListLogisticsWorkItems, ListWorkItemsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<Place>::of(&query.params)?;
    let wanted = Wanted {
        party: query.caller().party(),
        action: query.params.action.as_deref(),
        after: request.after.as_ref(),
        limit: request.fetch(),
    };
    let mut conn = context.core.read().await?;
    let mut items = call_offs::waiting(&mut conn, &wanted).await?;
    items.extend(shipments::waiting(&mut conn, &wanted).await?);
    items.extend(receipts::waiting(&mut conn, &wanted).await?);
    items.sort_by_key(place);
    items.truncate(usize::try_from(wanted.limit).unwrap_or(usize::MAX));
    Reply::json(&page(&request, items, place))
}

fn place(item: &WorkItemView) -> Place {
    Place(item.since_at, item.subject.clone())
}

//! HTTP of the traces.

use actix_web::get;
use actix_web::web::Data;
use api_types::Page;
use api_types::logistics::{ListTracesQuery, TraceView};
use domain::shared::ShipmentId;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, PageRequest, Query, Reply, page};

use super::access::op;
use super::queries;
use super::subject::Asked;
use crate::context::Context;

/// The most shipments of one answer, whatever limit is asked for: each comes with all its steps.
const MOST_SHIPMENTS: i64 = 20;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_traces);
}

/// What became of goods, from where they were loaded to the outlets they went to.
///
/// Of exactly one thing: a lot, the tag of an animal, a receipt, a variant, a shipment, a distribution, an outlet or a facility; shipment
/// by shipment, at most 20 in one answer. Each step says what, where, when and why in the words of EPCIS 2.0.
#[utoipa::path(tag = "traces", params(ListTracesQuery), responses((status = 200, body = Page<TraceView>)))]
#[get("/v1/traces")]
async fn list_traces(
    query: Query<op::ListTraces, ListTracesQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut request = PageRequest::<ShipmentId>::of(&query.params)?;
    request.limit = request.limit.min(MOST_SHIPMENTS);
    let asked = Asked::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, after) = (query.caller(), request.after);
    let found = queries::shipments(&mut conn, caller, &asked, after, request.fetch()).await?;
    let page = page(&request, found, |shipment| shipment.id);
    let facts = queries::facts(&mut conn, asked, &page.items).await?;
    let items = page.items.into_iter().map(|shipment| facts.trace(shipment)).collect();
    Reply::page(&Page::<TraceView> { items, next_cursor: page.next_cursor })
}

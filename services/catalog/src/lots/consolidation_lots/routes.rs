//! HTTP of the consolidation lots.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{ConsolidationLotView, CreateConsolidationLotRequest, ListConsolidationLotsQuery};
use api_types::{ListTransitionsQuery, Page, TransitionView};
use domain::shared::{ConsolidationLotId, Id as _};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Etag, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::rows::WholeLot;
use super::{operations, queries};
use crate::context::Context;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(create_consolidation_lot).service(list_consolidation_lots);
    config.service(get_consolidation_lot).service(list_consolidation_lot_transitions);
}

/// Opens a lot at a hub.
///
/// By the owner of the hub or the cooperative. Members' goods are weighed in (`PUT /v1/contributions/{id}`), sorted, and sealed by
/// two people.
#[utoipa::path(tag = "consolidation-lots", request_body = CreateConsolidationLotRequest,
    responses((status = 201, body = ConsolidationLotView)))]
#[post("/v1/consolidation-lots")]
async fn create_consolidation_lot(
    command: Command<op::CreateConsolidationLot, CreateConsolidationLotRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_consolidation_lot(&context, command).await
}

/// The consolidation lots that the caller may read, in order of opening.
#[utoipa::path(tag = "consolidation-lots", params(ListConsolidationLotsQuery),
    responses((status = 200, body = Page<ConsolidationLotView>)))]
#[get("/v1/consolidation-lots")]
async fn list_consolidation_lots(
    query: Query<op::ListConsolidationLots, ListConsolidationLotsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<ConsolidationLotId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, after) = (query.caller(), request.after);
    let rows = queries::list_lots(&mut conn, caller, &query.params, after, request.fetch()).await?;
    let views = rows.into_iter().map(WholeLot::view).collect::<Result<_, Error>>()?;
    Reply::page(&page(&request, views, |lot: &ConsolidationLotView| lot.id))
}

/// One consolidation lot.
#[utoipa::path(tag = "consolidation-lots", params(("id" = ConsolidationLotId, Path)),
    responses((status = 200, body = ConsolidationLotView)))]
#[get("/v1/consolidation-lots/{id}")]
async fn get_consolidation_lot(
    query: Query<op::GetConsolidationLot, NoParams>,
    id: Path<ConsolidationLotId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let whole = queries::find_lot(&mut conn, query.caller(), id.0).await?;
    Reply::ok(&Etag::of(whole.row.version), &whole.view()?)
}

/// The history of a consolidation lot, oldest first.
#[utoipa::path(tag = "consolidation-lots", params(("id" = ConsolidationLotId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/consolidation-lots/{id}/transitions")]
async fn list_consolidation_lot_transitions(
    query: Query<op::ListConsolidationLotTransitions, ListTransitionsQuery>,
    id: Path<ConsolidationLotId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_lot(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

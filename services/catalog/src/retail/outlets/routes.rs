//! HTTP of the outlets.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use api_types::catalog::{CreateOutletRequest, ListOutletsQuery, OutletView, UpdateOutletRequest};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, OutletId, jakarta_date};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::rows::OutletRow;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_outlet).service(list_outlets).service(get_outlet).service(update_outlet);
    config.service(close_outlet).service(list_outlet_transitions);
}

/// Opens an outlet.
///
/// The caller's party runs it; a dedicated outlet is set aside for the products of one region. With an `opens_date` it is
/// `planned` until that day: products are listed in it before, and for sale from then on.
#[utoipa::path(tag = "outlets", request_body = CreateOutletRequest, responses((status = 201, body = OutletView)))]
#[post("/v1/outlets")]
async fn create_outlet(
    command: Command<op::CreateOutlet, CreateOutletRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_outlet(&context, command).await
}

/// The outlets, in order of registration.
#[utoipa::path(tag = "outlets", params(ListOutletsQuery), responses((status = 200, body = Page<OutletView>)))]
#[get("/v1/outlets")]
async fn list_outlets(
    query: Query<op::ListOutlets, ListOutletsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<OutletId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (day, limit) = (jakarta_date(context.core.clock.now()), request.fetch());
    let rows = queries::list_outlets(&mut conn, &query.params, day, request.after, limit).await?;
    let views = rows.into_iter().map(OutletRow::view).collect();
    Reply::page(&page(&request, views, |outlet: &OutletView| outlet.id))
}

/// One outlet.
#[utoipa::path(tag = "outlets", params(("id" = OutletId, Path)), responses((status = 200, body = OutletView)))]
#[get("/v1/outlets/{id}")]
async fn get_outlet(
    _query: Query<op::GetOutlet, NoParams>,
    id: Path<OutletId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::find_outlet(&mut conn, id.0, jakarta_date(context.core.clock.now()))
        .await?
        .ok_or(Error::NotFound)?;
    Reply::ok(&row.mark(), &row.view())
}

/// Changes an outlet's name, kind, address, region, and the day of its opening while that is to come.
#[utoipa::path(tag = "outlets", params(("id" = OutletId, Path)), request_body = UpdateOutletRequest,
    responses((status = 200, body = OutletView)))]
#[patch("/v1/outlets/{id}")]
async fn update_outlet(
    command: Command<op::UpdateOutlet, UpdateOutletRequest>,
    id: Path<OutletId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_outlet(&context, id.0, command).await
}

/// Closes an outlet for good.
///
/// What is listed there holds no longer.
#[utoipa::path(tag = "outlets", params(("id" = OutletId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = OutletView)))]
#[post("/v1/outlets/{id}/closures")]
async fn close_outlet(
    command: Command<op::CloseOutlet, TransitionRequest>,
    id: Path<OutletId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::close_outlet(&context, id.0, command).await
}

/// The history of an outlet, oldest first.
#[utoipa::path(tag = "outlets", params(("id" = OutletId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/outlets/{id}/transitions")]
async fn list_outlet_transitions(
    query: Query<op::ListOutletTransitions, ListTransitionsQuery>,
    id: Path<OutletId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_outlet(&mut conn, id.0, jakarta_date(context.core.clock.now()))
        .await?
        .ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

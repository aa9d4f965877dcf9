//! HTTP of the exceptions.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{CreateOutletExceptionRequest, ListOutletExceptionsQuery, OutletExceptionView};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, OutletExceptionId, jakarta_date};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_outlet_exception).service(list_outlet_exceptions).service(get_outlet_exception);
    config.service(accept_outlet_exception).service(refuse_outlet_exception).service(end_outlet_exception);
    config.service(list_outlet_exception_transitions);
}

/// Proposes that a supplier of another region may be listed in a dedicated outlet.
///
/// By the coordinator of the region the outlet is set aside for, or of its operator's region; the other one agrees. It holds for
/// the days it names, and is judged whenever a listing is read.
#[utoipa::path(tag = "outlet-exceptions", request_body = CreateOutletExceptionRequest,
    responses((status = 201, body = OutletExceptionView)))]
#[post("/v1/outlet-exceptions")]
async fn create_outlet_exception(
    command: Command<op::CreateOutletException, CreateOutletExceptionRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_outlet_exception(&context, command).await
}

/// The exceptions of the caller's side, oldest first.
#[utoipa::path(tag = "outlet-exceptions", params(ListOutletExceptionsQuery),
    responses((status = 200, body = Page<OutletExceptionView>)))]
#[get("/v1/outlet-exceptions")]
async fn list_outlet_exceptions(
    query: Query<op::ListOutletExceptions, ListOutletExceptionsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<OutletExceptionId>::of(&query.params)?;
    let day = jakarta_date(context.core.clock.now());
    let mut conn = context.core.read().await?;
    let (after, limit) = (request.after, request.fetch());
    let rows = queries::list_exceptions(&mut conn, query.caller(), &query.params, after, limit).await?;
    let views = rows.into_iter().map(|row| row.view(day)).collect();
    Reply::page(&page(&request, views, |view: &OutletExceptionView| view.id))
}

/// One exception.
#[utoipa::path(tag = "outlet-exceptions", params(("id" = OutletExceptionId, Path)),
    responses((status = 200, body = OutletExceptionView)))]
#[get("/v1/outlet-exceptions/{id}")]
async fn get_outlet_exception(
    query: Query<op::GetOutletException, NoParams>,
    id: Path<OutletExceptionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let day = jakarta_date(context.core.clock.now());
    let mut conn = context.core.read().await?;
    let row = queries::find_exception(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::ok(&row.mark(day), &row.view(day))
}

/// Agrees to an exception.
///
/// By the coordinator of the region that has not proposed it.
#[utoipa::path(tag = "outlet-exceptions", params(("id" = OutletExceptionId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = OutletExceptionView)))]
#[post("/v1/outlet-exceptions/{id}/acceptances")]
async fn accept_outlet_exception(
    command: Command<op::AcceptOutletException, TransitionRequest>,
    id: Path<OutletExceptionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_outlet_exception(&context, id.0, command).await
}

/// Does not agree to an exception.
///
/// By the coordinator of the region that has not proposed it.
#[utoipa::path(tag = "outlet-exceptions", params(("id" = OutletExceptionId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = OutletExceptionView)))]
#[post("/v1/outlet-exceptions/{id}/refusals")]
async fn refuse_outlet_exception(
    command: Command<op::RefuseOutletException, TransitionRequest>,
    id: Path<OutletExceptionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_outlet_exception(&context, id.0, command).await
}

/// Ends an exception, or takes a proposal back.
///
/// By the coordinator of either region; what was listed under it is on the shelf no longer.
#[utoipa::path(tag = "outlet-exceptions", params(("id" = OutletExceptionId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = OutletExceptionView)))]
#[post("/v1/outlet-exceptions/{id}/endings")]
async fn end_outlet_exception(
    command: Command<op::EndOutletException, TransitionRequest>,
    id: Path<OutletExceptionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_outlet_exception(&context, id.0, command).await
}

/// The history of an exception, oldest first.
#[utoipa::path(tag = "outlet-exceptions", params(("id" = OutletExceptionId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/outlet-exceptions/{id}/transitions")]
async fn list_outlet_exception_transitions(
    query: Query<op::ListOutletExceptionTransitions, ListTransitionsQuery>,
    id: Path<OutletExceptionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_exception(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

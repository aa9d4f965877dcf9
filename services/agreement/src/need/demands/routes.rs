//! HTTP of the demands.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use api_types::agreement::{
    CreateDemandRequest, DemandVersionView, DemandView, ListDemandVersionsQuery, ListDemandsQuery,
    ReviseDemandRequest, UpdateDemandRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{DemandId, Id as _, jakarta_date};
use service::{Versioned as _, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::visibility::Sight;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_demand).service(list_demands).service(get_demand).service(update_demand);
    config.service(publish_demand).service(close_demand).service(withdraw_demand);
    config.service(revise_demand).service(list_demand_versions).service(list_demand_transitions);
}

/// Drafts a demand of the caller's business.
///
/// Lines say what is needed, in which calendar periods and where; nobody else reads a draft.
#[utoipa::path(tag = "demands", request_body = CreateDemandRequest,
    responses((status = 201, body = DemandView)))]
#[post("/v1/demands")]
async fn create_demand(
    command: Command<op::CreateDemand, CreateDemandRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_demand(&context, command).await
}

/// The demands the caller may read, in order of drafting.
///
/// Its own; and those published by buyers of regions that an agreement brings it together with over the commodity.
#[utoipa::path(tag = "demands", params(ListDemandsQuery), responses((status = 200, body = Page<DemandView>)))]
#[get("/v1/demands")]
async fn list_demands(
    query: Query<op::ListDemands, ListDemandsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<DemandId>::of(&query.params)?;
    let (mut conn, day) = (context.core.read().await?, jakarta_date(context.core.clock.now()));
    let sight = Sight::of(&mut conn, query.caller(), day).await?;
    let (after, limit) = (request.after, request.fetch());
    let rows = queries::list_demands(&mut conn, &sight, &query.params, after, limit).await?;
    let views = rows.into_iter().map(|whole| whole.view(&sight)).collect();
    Reply::page(&page(&request, views, |view: &DemandView| view.id))
}

/// One demand.
///
/// Partner regions read the lines of the commodities that an agreement with the buyer's region covers.
#[utoipa::path(tag = "demands", params(("id" = DemandId, Path)), responses((status = 200, body = DemandView)))]
#[get("/v1/demands/{id}")]
async fn get_demand(
    query: Query<op::GetDemand, NoParams>,
    id: Path<DemandId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let (mut conn, day) = (context.core.read().await?, jakarta_date(context.core.clock.now()));
    let sight = Sight::of(&mut conn, query.caller(), day).await?;
    let whole = queries::get_demand(&mut conn, &sight, id.0).await?;
    Reply::ok(&whole.etag(day), &whole.view(&sight))
}

/// Changes a draft.
#[utoipa::path(tag = "demands", params(("id" = DemandId, Path)), request_body = UpdateDemandRequest,
    responses((status = 200, body = DemandView)))]
#[patch("/v1/demands/{id}")]
async fn update_demand(
    command: Command<op::UpdateDemand, UpdateDemandRequest>,
    id: Path<DemandId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_demand(&context, id.0, command).await
}

/// Tells the partner regions of it.
///
/// From now on it is changed by new versions alone.
#[utoipa::path(tag = "demands", params(("id" = DemandId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = DemandView)))]
#[post("/v1/demands/{id}/publications")]
async fn publish_demand(
    command: Command<op::PublishDemand, TransitionRequest>,
    id: Path<DemandId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_demand(&context, id.0, command).await
}

/// Wants nothing more on it.
#[utoipa::path(tag = "demands", params(("id" = DemandId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = DemandView)))]
#[post("/v1/demands/{id}/closures")]
async fn close_demand(
    command: Command<op::CloseDemand, TransitionRequest>,
    id: Path<DemandId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_demand(&context, id.0, command).await
}

/// Takes it back, with a note.
#[utoipa::path(tag = "demands", params(("id" = DemandId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = DemandView)))]
#[post("/v1/demands/{id}/withdrawals")]
async fn withdraw_demand(
    command: Command<op::WithdrawDemand, TransitionRequest>,
    id: Path<DemandId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_demand(&context, id.0, command).await
}

/// Publishes a new version of what is needed.
///
/// It counts from the next period that has not begun; periods that have begun keep the figures they had.
#[utoipa::path(tag = "demands", params(("id" = DemandId, Path)), request_body = ReviseDemandRequest,
    responses((status = 200, body = DemandView)))]
#[post("/v1/demands/{id}/versions")]
async fn revise_demand(
    command: Command<op::ReviseDemand, ReviseDemandRequest>,
    id: Path<DemandId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::revise_demand(&context, id.0, command).await
}

/// All versions of what is needed, oldest first.
#[utoipa::path(tag = "demands", params(("id" = DemandId, Path), ListDemandVersionsQuery),
    responses((status = 200, body = Page<DemandVersionView>)))]
#[get("/v1/demands/{id}/versions")]
async fn list_demand_versions(
    query: Query<op::ListDemandVersions, ListDemandVersionsQuery>,
    id: Path<DemandId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<i32>::of(&query.params)?;
    let (mut conn, day) = (context.core.read().await?, jakarta_date(context.core.clock.now()));
    let sight = Sight::of(&mut conn, query.caller(), day).await?;
    let whole = queries::get_demand(&mut conn, &sight, id.0).await?;
    let found = queries::list_versions(&mut conn, id.0, request.after, request.fetch()).await?;
    let view =
        |(version, lines): (super::rows::DemandVersionRow, Vec<_>)| version.view(&whole.row, &lines, &sight);
    let views = found.into_iter().map(view).collect();
    Reply::page(&page(&request, views, |view: &DemandVersionView| view.number))
}

/// The history of a demand, oldest first.
#[utoipa::path(tag = "demands", params(("id" = DemandId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/demands/{id}/transitions")]
async fn list_demand_transitions(
    query: Query<op::ListDemandTransitions, ListTransitionsQuery>,
    id: Path<DemandId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let (mut conn, day) = (context.core.read().await?, jakarta_date(context.core.clock.now()));
    let sight = Sight::of(&mut conn, query.caller(), day).await?;
    let whole = queries::get_demand(&mut conn, &sight, id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), whole.row.id.uuid(), &query.params).await?)
}

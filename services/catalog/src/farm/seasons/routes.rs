//! HTTP of the seasons.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{
    CreateSeasonRequest, GiveInputRequest, ListSeasonInputsQuery, ListSeasonsQuery, SeasonInputView,
    SeasonView,
};
use api_types::{ListTransitionsQuery, Page, TransitionView};
use domain::shared::{Id as _, SeasonId, SeasonInputId, jakarta_date};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{inputs, operations, queries, views};
use crate::context::Context;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(create_season).service(list_seasons).service(get_season);
    config.service(give_season_input).service(list_season_inputs).service(list_season_transitions);
}

/// Plans a season on plots of the caller's party.
///
/// What it is expected to give follows from the area of the plots and the row of `/v1/harvest-yields` in force on the day of
/// planting, and stays as it was planned.
#[utoipa::path(tag = "seasons", request_body = CreateSeasonRequest, responses((status = 201, body = SeasonView)))]
#[post("/v1/seasons")]
async fn create_season(
    command: Command<op::CreateSeason, CreateSeasonRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_season(&context, command).await
}

/// The seasons that the caller may read, in order of planning.
#[utoipa::path(tag = "seasons", params(ListSeasonsQuery), responses((status = 200, body = Page<SeasonView>)))]
#[get("/v1/seasons")]
async fn list_seasons(
    query: Query<op::ListSeasons, ListSeasonsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<SeasonId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, after) = (query.caller(), request.after);
    let rows = queries::list_seasons(&mut conn, caller, &query.params, after, request.fetch()).await?;
    let today = jakarta_date(context.core.clock.now());
    let views = views::shown(&mut conn, rows, today).await?;
    Reply::page(&page(&request, views, |season: &SeasonView| season.id))
}

/// One season.
#[utoipa::path(tag = "seasons", params(("id" = SeasonId, Path)), responses((status = 200, body = SeasonView)))]
#[get("/v1/seasons/{id}")]
async fn get_season(
    query: Query<op::GetSeason, NoParams>,
    id: Path<SeasonId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::find_season(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    let view = views::shown_one(&mut conn, row, jakarta_date(context.core.clock.now())).await?;
    views::reply(&view)
}

/// Records what was given for a season.
///
/// By its owner, or by the buyer of the contract it is grown for. Nothing is changed: an entry that names another takes that
/// one back, and says the same again.
#[utoipa::path(tag = "seasons", params(("id" = SeasonId, Path)), request_body = GiveInputRequest,
    responses((status = 201, body = SeasonInputView)))]
#[post("/v1/seasons/{id}/inputs")]
async fn give_season_input(
    command: Command<op::GiveSeasonInput, GiveInputRequest>,
    id: Path<SeasonId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    inputs::give_season_input(&context, id.0, command).await
}

/// What was given for a season, in order of recording.
#[utoipa::path(tag = "seasons", params(("id" = SeasonId, Path), ListSeasonInputsQuery),
    responses((status = 200, body = Page<SeasonInputView>)))]
#[get("/v1/seasons/{id}/inputs")]
async fn list_season_inputs(
    query: Query<op::ListSeasonInputs, ListSeasonInputsQuery>,
    id: Path<SeasonId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<SeasonInputId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    queries::find_season(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    let rows = queries::list_inputs(&mut conn, query.caller(), id.0, request.after, request.fetch()).await?;
    let views = rows.into_iter().map(|row| row.view(query.caller())).collect();
    Reply::page(&page(&request, views, |input: &SeasonInputView| input.id))
}

/// The history of a season, oldest first.
#[utoipa::path(tag = "seasons", params(("id" = SeasonId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/seasons/{id}/transitions")]
async fn list_season_transitions(
    query: Query<op::ListSeasonTransitions, ListTransitionsQuery>,
    id: Path<SeasonId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_season(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

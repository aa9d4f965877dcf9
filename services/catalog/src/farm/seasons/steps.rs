//! HTTP of the steps of a season.

use actix_web::post;
use actix_web::web::Data;
use api_types::TransitionRequest;
use api_types::catalog::{FailSeasonRequest, SeasonView};
use domain::shared::SeasonId;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, Command, Path, Reply};

use super::access::op;
use super::operations;
use crate::context::Context;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(check_land_of_season).service(plant_season).service(record_growth_of_season);
    config
        .service(check_season_before_harvest)
        .service(harvest_season)
        .service(close_season)
        .service(fail_season);
}

/// Records that the land was looked at and is fit.
///
/// By the owner, or by the technical agency of its home region.
#[utoipa::path(tag = "seasons", params(("id" = SeasonId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = SeasonView)))]
#[post("/v1/seasons/{id}/land-checks")]
async fn check_land_of_season(
    command: Command<op::CheckLandOfSeason, TransitionRequest>,
    id: Path<SeasonId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_season(&context, id.0, command).await
}

/// Records the planting.
#[utoipa::path(tag = "seasons", params(("id" = SeasonId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = SeasonView)))]
#[post("/v1/seasons/{id}/plantings")]
async fn plant_season(
    command: Command<op::PlantSeason, TransitionRequest>,
    id: Path<SeasonId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_season(&context, id.0, command).await
}

/// Records that it has grown.
#[utoipa::path(tag = "seasons", params(("id" = SeasonId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = SeasonView)))]
#[post("/v1/seasons/{id}/growth-reports")]
async fn record_growth_of_season(
    command: Command<op::RecordGrowthOfSeason, TransitionRequest>,
    id: Path<SeasonId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_season(&context, id.0, command).await
}

/// Records that it was looked at before the harvest.
///
/// By the owner, or by the technical agency of its home region.
#[utoipa::path(tag = "seasons", params(("id" = SeasonId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = SeasonView)))]
#[post("/v1/seasons/{id}/harvest-checks")]
async fn check_season_before_harvest(
    command: Command<op::CheckSeasonBeforeHarvest, TransitionRequest>,
    id: Path<SeasonId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_season(&context, id.0, command).await
}

/// Records that the harvest is in.
#[utoipa::path(tag = "seasons", params(("id" = SeasonId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = SeasonView)))]
#[post("/v1/seasons/{id}/harvests")]
async fn harvest_season(
    command: Command<op::HarvestSeason, TransitionRequest>,
    id: Path<SeasonId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_season(&context, id.0, command).await
}

/// Closes a season.
///
/// Nothing more is recorded of it.
#[utoipa::path(tag = "seasons", params(("id" = SeasonId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = SeasonView)))]
#[post("/v1/seasons/{id}/closures")]
async fn close_season(
    command: Command<op::CloseSeason, TransitionRequest>,
    id: Path<SeasonId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_season(&context, id.0, command).await
}

/// Says that a season has failed.
///
/// Everybody who reads it is told, among them the buyer and both governments of the contract it is grown for.
#[utoipa::path(tag = "seasons", params(("id" = SeasonId, Path)), request_body = FailSeasonRequest,
    responses((status = 200, body = SeasonView)))]
#[post("/v1/seasons/{id}/failures")]
async fn fail_season(
    command: Command<op::FailSeason, FailSeasonRequest>,
    id: Path<SeasonId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::fail_season(&context, id.0, command).await
}

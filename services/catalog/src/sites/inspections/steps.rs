//! HTTP of the steps of an inspection.

use actix_web::post;
use actix_web::web::Data;
use api_types::TransitionRequest;
use api_types::catalog::{CorrectInspectionRequest, InspectionView, SubmitInspectionRequest};
use domain::shared::InspectionId;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, Command, Path, Reply};

use super::access::op;
use super::operations;
use crate::context::Context;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(start_inspection).service(submit_inspection);
    config.service(correct_inspection).service(close_inspection).service(cancel_inspection);
}

/// Begins an inspection.
///
/// From now on phones answer.
#[utoipa::path(tag = "inspections", params(("id" = InspectionId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = InspectionView)))]
#[post("/v1/inspections/{id}/starts")]
async fn start_inspection(
    command: Command<op::StartInspection, TransitionRequest>,
    id: Path<InspectionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_inspection(&context, id.0, command).await
}

/// Hands an inspection in.
///
/// Everything has one answer, and both sides are named; the score is computed, and what does not hold becomes a finding with a day by which it is to be
/// mended. The inspection holds from then on, for as many months as a row of `/v1/facility-rules` says.
#[utoipa::path(tag = "inspections", params(("id" = InspectionId, Path)), request_body = SubmitInspectionRequest,
    responses((status = 200, body = InspectionView)))]
#[post("/v1/inspections/{id}/submissions")]
async fn submit_inspection(
    command: Command<op::SubmitInspection, SubmitInspectionRequest>,
    id: Path<InspectionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::submit_inspection(&context, id.0, command).await
}

/// Lets answers count that another person has changed since the inspection was handed in.
///
/// The score is computed anew; what was found by mistake is withdrawn, and what does not hold after all becomes a finding.
#[utoipa::path(tag = "inspections", params(("id" = InspectionId, Path)), request_body = CorrectInspectionRequest,
    responses((status = 200, body = InspectionView)))]
#[post("/v1/inspections/{id}/corrections")]
async fn correct_inspection(
    command: Command<op::CorrectInspection, CorrectInspectionRequest>,
    id: Path<InspectionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::correct_inspection(&context, id.0, command).await
}

/// Closes an inspection.
///
/// Once each of its findings is verified or waived.
#[utoipa::path(tag = "inspections", params(("id" = InspectionId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = InspectionView)))]
#[post("/v1/inspections/{id}/closures")]
async fn close_inspection(
    command: Command<op::CloseInspection, TransitionRequest>,
    id: Path<InspectionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::close_inspection(&context, id.0, command).await
}

/// Calls an inspection off, with a reason.
#[utoipa::path(tag = "inspections", params(("id" = InspectionId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = InspectionView)))]
#[post("/v1/inspections/{id}/cancellations")]
async fn cancel_inspection(
    command: Command<op::CancelInspection, TransitionRequest>,
    id: Path<InspectionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_inspection(&context, id.0, command).await
}

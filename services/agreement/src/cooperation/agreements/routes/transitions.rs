//! HTTP of the plain transitions of agreements.

use actix_web::post;
use actix_web::web::Data;
use api_types::TransitionRequest;
use api_types::agreement::AgreementView;
use domain::shared::AgreementId;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, Command, Path, Reply};

use crate::context::Context;
use crate::cooperation::agreements::access::op;
use crate::cooperation::agreements::operations::advance_agreement;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(offer_agreement)
        .service(discuss_agreement)
        .service(activate_agreement)
        .service(suspend_agreement)
        .service(reinstate_agreement)
        .service(reject_agreement)
        .service(withdraw_agreement);
}

/// Sends the offer to the other government.
///
/// The initiator's coordinator; from now on the counterpart, the facilitator and auditors see it.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = AgreementView)))]
#[post("/v1/agreements/{id}/offers")]
async fn offer_agreement(
    command: Command<op::OfferAgreement, TransitionRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    advance_agreement(&context, id.0, command).await
}

/// Takes the text into discussion.
///
/// The counterpart's coordinator answers the offer so; later either side takes an unsigned text back.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = AgreementView)))]
#[post("/v1/agreements/{id}/discussions")]
async fn discuss_agreement(
    command: Command<op::DiscussAgreement, TransitionRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    advance_agreement(&context, id.0, command).await
}

/// Brings a signed agreement into force.
///
/// By a coordinator of either side.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = AgreementView)))]
#[post("/v1/agreements/{id}/activations")]
async fn activate_agreement(
    command: Command<op::ActivateAgreement, TransitionRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    advance_agreement(&context, id.0, command).await
}

/// Suspends: no new contracts and call-offs; goods on the road go on.
///
/// By either side, with a note.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = AgreementView)))]
#[post("/v1/agreements/{id}/suspensions")]
async fn suspend_agreement(
    command: Command<op::SuspendAgreement, TransitionRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    advance_agreement(&context, id.0, command).await
}

/// Lifts a suspension.
///
/// By the side that suspended.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = AgreementView)))]
#[post("/v1/agreements/{id}/reinstatements")]
async fn reinstate_agreement(
    command: Command<op::ReinstateAgreement, TransitionRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    advance_agreement(&context, id.0, command).await
}

/// Declines the offer or the text.
///
/// By the counterpart's coordinator, with a note.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = AgreementView)))]
#[post("/v1/agreements/{id}/rejections")]
async fn reject_agreement(
    command: Command<op::RejectAgreement, TransitionRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    advance_agreement(&context, id.0, command).await
}

/// Takes an unsigned agreement back.
///
/// By the initiator's coordinator.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = AgreementView)))]
#[post("/v1/agreements/{id}/withdrawals")]
async fn withdraw_agreement(
    command: Command<op::WithdrawAgreement, TransitionRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    advance_agreement(&context, id.0, command).await
}

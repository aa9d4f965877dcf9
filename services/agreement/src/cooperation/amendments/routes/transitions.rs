//! HTTP of the steps of an amendment.

use actix_web::post;
use actix_web::web::Data;
use api_types::TransitionRequest;
use api_types::agreement::{AmendmentView, SignContractRequest, TextConsentRequest};
use domain::shared::AmendmentId;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, Command, Path, Reply};

use crate::context::Context;
use crate::cooperation::amendments::access::op;
use crate::cooperation::amendments::operations;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(propose_amendment)
        .service(confirm_amendment_text)
        .service(endorse_amendment)
        .service(sign_amendment)
        .service(reject_amendment)
        .service(withdraw_amendment);
}

/// Puts an amendment to both regions, by who wrote it.
///
/// From now on what it reduces is not ordered beyond the lower of the two texts. Refused where more is taken already.
#[utoipa::path(tag = "amendments", params(("id" = AmendmentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = AmendmentView)))]
#[post("/v1/amendments/{id}/proposals")]
async fn propose_amendment(
    command: Command<op::ProposeAmendment, TransitionRequest>,
    id: Path<AmendmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::propose_amendment(&context, id.0, command).await
}

/// Confirms the text of an agreement's amendment for the caller's region; both confirm one hash.
#[utoipa::path(tag = "amendments", params(("id" = AmendmentId, Path)), request_body = TextConsentRequest,
    responses((status = 200, body = AmendmentView)))]
#[post("/v1/amendments/{id}/text-confirmations")]
async fn confirm_amendment_text(
    command: Command<op::ConfirmAmendmentText, TextConsentRequest>,
    id: Path<AmendmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::agree_amendment(&context, id.0, command).await
}

/// Endorses the text of a contract's amendment for the caller's region; both endorse one hash.
#[utoipa::path(tag = "amendments", params(("id" = AmendmentId, Path)), request_body = TextConsentRequest,
    responses((status = 200, body = AmendmentView)))]
#[post("/v1/amendments/{id}/endorsements")]
async fn endorse_amendment(
    command: Command<op::EndorseAmendment, TextConsentRequest>,
    id: Path<AmendmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::agree_amendment(&context, id.0, command).await
}

/// Signs the agreed text, as who signed the first text.
///
/// The second signature needs the whole guarantee chain and that nothing is taken which the amendment takes away. It holds
/// from its `effective_date` on, from the day of this signature where that is later.
#[utoipa::path(tag = "amendments", params(("id" = AmendmentId, Path)), request_body = SignContractRequest,
    responses((status = 200, body = AmendmentView)))]
#[post("/v1/amendments/{id}/signatures")]
async fn sign_amendment(
    command: Command<op::SignAmendment, SignContractRequest>,
    id: Path<AmendmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::sign_amendment(&context, id.0, command).await
}

/// Rejects an amendment, by another party than who wrote it; needs a note.
#[utoipa::path(tag = "amendments", params(("id" = AmendmentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = AmendmentView)))]
#[post("/v1/amendments/{id}/rejections")]
async fn reject_amendment(
    command: Command<op::RejectAmendment, TransitionRequest>,
    id: Path<AmendmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::give_up_amendment(&context, id.0, command).await
}

/// Takes an amendment back, by who wrote it.
#[utoipa::path(tag = "amendments", params(("id" = AmendmentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = AmendmentView)))]
#[post("/v1/amendments/{id}/withdrawals")]
async fn withdraw_amendment(
    command: Command<op::WithdrawAmendment, TransitionRequest>,
    id: Path<AmendmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::give_up_amendment(&context, id.0, command).await
}

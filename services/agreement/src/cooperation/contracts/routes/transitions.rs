//! HTTP of the plain transitions of contracts.

use actix_web::post;
use actix_web::web::Data;
use api_types::TransitionRequest;
use api_types::agreement::ContractView;
use domain::shared::ContractId;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, Command, Path, Reply};

use crate::context::Context;
use crate::cooperation::contracts::access::op;
use crate::cooperation::contracts::operations::{advance_contract, terminate_contract as terminate};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(submit_contract)
        .service(request_contract_changes)
        .service(activate_contract)
        .service(suspend_contract)
        .service(reinstate_contract)
        .service(terminate_contract)
        .service(cancel_contract);
}

/// Hands the text to both regions.
///
/// By one of the businesses; the agreement must be in force.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ContractView)))]
#[post("/v1/contracts/{id}/submissions")]
async fn submit_contract(
    command: Command<op::SubmitContract, TransitionRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    advance_contract(&context, id.0, command).await
}

/// Asks the businesses for changes.
///
/// By a coordinator of either region, with a note; earlier endorsements stop counting.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ContractView)))]
#[post("/v1/contracts/{id}/change-requests")]
async fn request_contract_changes(
    command: Command<op::RequestContractChanges, TransitionRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    advance_contract(&context, id.0, command).await
}

/// Brings a signed contract into force.
///
/// Judges the guarantee chain and lists every unmet rule; issues the authenticity code.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ContractView)))]
#[post("/v1/contracts/{id}/activations")]
async fn activate_contract(
    command: Command<op::ActivateContract, TransitionRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    advance_contract(&context, id.0, command).await
}

/// Suspends: no new call-offs; goods on the road go on.
///
/// By a coordinator of either region, with a note.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ContractView)))]
#[post("/v1/contracts/{id}/suspensions")]
async fn suspend_contract(
    command: Command<op::SuspendContract, TransitionRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    advance_contract(&context, id.0, command).await
}

/// Lifts a suspension.
///
/// By the government that suspended.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ContractView)))]
#[post("/v1/contracts/{id}/reinstatements")]
async fn reinstate_contract(
    command: Command<op::ReinstateContract, TransitionRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    advance_contract(&context, id.0, command).await
}

/// Ends a signed contract before its time.
///
/// By the coordinators of both regions within thirty days of each other, with a note; the first leaves it as it is. One alone
/// suspends it.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ContractView)))]
#[post("/v1/contracts/{id}/terminations")]
async fn terminate_contract(
    command: Command<op::TerminateContract, TransitionRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    terminate(&context, id.0, command).await
}

/// Gives up an unsigned contract.
///
/// By one of the businesses.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ContractView)))]
#[post("/v1/contracts/{id}/cancellations")]
async fn cancel_contract(
    command: Command<op::CancelContract, TransitionRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    advance_contract(&context, id.0, command).await
}

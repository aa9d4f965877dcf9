//! HTTP of how contracts end.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::TransitionRequest;
use api_types::agreement::{ClosingStatementView, ContractView, TextConsentRequest};
use domain::shared::ContractId;
use service::Versioned as _;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use crate::context::Context;
use crate::cooperation::contracts::access::op;
use crate::cooperation::contracts::{operations, queries};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(get_contract_closing_statement)
        .service(notice_contract_breach)
        .service(fulfill_contract)
        .service(end_contract_short)
        .service(close_contract);
}

/// What both businesses agree to when the contract ends short, computed now.
///
/// What its lines promised and what was accepted, and what is still open below it.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)),
    responses((status = 200, body = ClosingStatementView)))]
#[get("/v1/contracts/{id}/closing-statement")]
async fn get_contract_closing_statement(
    query: Query<op::GetContractClosingStatement, NoParams>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let whole = queries::get_contract(&mut conn, query.caller(), id.0).await?;
    let now = context.core.clock.now();
    let statement = operations::closing_statement(&mut conn, &whole, now).await?;
    Reply::ok(&whole.etag(domain::shared::jakarta_date(now)), &statement)
}

/// Tells the other side that the contract is held broken.
///
/// By a business or a coordinator, with a note; it moves nothing, and everybody who reads the contract is told.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ContractView)))]
#[post("/v1/contracts/{id}/breach-notices")]
async fn notice_contract_breach(
    command: Command<op::NoticeContractBreach, TransitionRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::notice_contract_breach(&context, id.0, command).await
}

/// Says that what was promised has been delivered.
///
/// By one of the businesses, once at least the promised quantity less its under-tolerance was accepted on every line and
/// nothing is open; a refusal lists what is missing and what is open.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ContractView)))]
#[post("/v1/contracts/{id}/fulfilments")]
async fn fulfill_contract(
    command: Command<op::FulfillContract, TransitionRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::conclude_contract(&context, id.0, command).await
}

/// Agrees to end the contract with less than was promised.
///
/// By both businesses, each with the hash of the same closing statement; nothing may be open.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)), request_body = TextConsentRequest,
    responses((status = 200, body = ContractView)))]
#[post("/v1/contracts/{id}/short-endings")]
async fn end_contract_short(
    command: Command<op::EndContractShort, TextConsentRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::end_contract_short(&context, id.0, command).await
}

/// Settles and files a contract that was fulfilled or ended short.
///
/// By a coordinator or the buyer, once nothing is open below it and nothing is on the road.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ContractView)))]
#[post("/v1/contracts/{id}/closures")]
async fn close_contract(
    command: Command<op::CloseContract, TransitionRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::conclude_contract(&context, id.0, command).await
}

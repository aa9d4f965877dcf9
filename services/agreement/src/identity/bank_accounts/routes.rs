//! HTTP of the bank accounts.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use api_types::agreement::{
    BankAccountView, CreateBankAccountRequest, ListBankAccountsQuery, PayableAccountQuery, PayableAccountView,
};
use api_types::{Check, ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{BankAccountId, DateSense, Id as _, PartyId, jakarta_date};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::rows::stored_hash;
use super::{operations, queries, sight};
use crate::context::Context;
use crate::verification::scan;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_bank_account).service(list_bank_accounts).service(get_bank_account);
    config.service(confirm_bank_account).service(refuse_bank_account).service(withdraw_bank_account);
    config.service(object_to_bank_account).service(get_bank_account_attachment);
    config.service(list_bank_account_transitions).service(get_payable_account);
}

/// Proposes an account to which the caller's party is to be paid.
///
/// By a person of the party; another one, let in by other hands, confirms it. It is the one to pay only once a cooling-off of 72
/// hours (a dated row) has passed since then, the very first account too; until then the one before is. One change at a time,
/// and never an edit: another account replaces it. The number lies in clear in the database of this service, and in no feed or log.
#[utoipa::path(tag = "bank-accounts", request_body = CreateBankAccountRequest,
    responses((status = 201, body = BankAccountView)))]
#[post("/v1/bank-accounts")]
async fn create_bank_account(
    command: Command<op::CreateBankAccount, CreateBankAccountRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_bank_account(&context, command).await
}

/// Accounts of the caller's own party, of those it keeps and of the suppliers of its contracts, in order of proposal.
#[utoipa::path(tag = "bank-accounts", params(ListBankAccountsQuery),
    responses((status = 200, body = Page<BankAccountView>)))]
#[get("/v1/bank-accounts")]
async fn list_bank_accounts(
    query: Query<op::ListBankAccounts, ListBankAccountsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let (request, now) = (PageRequest::<BankAccountId>::of(&query.params)?, context.core.clock.now());
    let mut check = Check::new();
    check.optional_date("?day", query.params.day, DateSense::Asked, jakarta_date(now));
    check.finish().map_err(Error::from)?;
    let mut conn = context.core.read().await?;
    let (after, limit) = (request.after, request.fetch());
    let rows = queries::list_bank_accounts(&mut conn, query.caller(), &query.params, after, limit).await?;
    let views = sight::views(&mut conn, query.caller(), now, rows).await?;
    Reply::page(&page(&request, views, |view: &BankAccountView| view.id))
}

/// One bank account.
#[utoipa::path(tag = "bank-accounts", params(("id" = BankAccountId, Path)),
    responses((status = 200, body = BankAccountView)))]
#[get("/v1/bank-accounts/{id}")]
async fn get_bank_account(
    query: Query<op::GetBankAccount, NoParams>,
    id: Path<BankAccountId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_bank_account(&mut conn, query.caller(), id.0).await?;
    let (etag, view) = sight::view(&mut conn, query.caller(), context.core.clock.now(), row).await?;
    Reply::ok(&etag, &view)
}

/// Which account of a party is to be paid at a moment, and which comes next.
///
/// For the party, the coordinator of its home region, the buyers of its signed contracts and the coordinators of both sides.
/// Judged by what is confirmed now: for a moment to come, what is still in its cooling-off may be stopped before.
#[utoipa::path(tag = "bank-accounts", params(("id" = PartyId, Path), PayableAccountQuery),
    responses((status = 200, body = PayableAccountView)))]
#[get("/v1/parties/{id}/payable-account")]
async fn get_payable_account(
    query: Query<op::GetPayableAccount, PayableAccountQuery>,
    id: Path<PartyId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    Reply::json(&operations::get_payable_account(&context, query.caller(), id.0, query.params.at).await?)
}

/// The scan of the bank's own paper, for the party and the coordinator of its home region.
#[utoipa::path(tag = "bank-accounts", params(("id" = BankAccountId, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
#[get("/v1/bank-accounts/{id}/attachment")]
async fn get_bank_account_attachment(
    query: Query<op::GetBankAccountAttachment, NoParams>,
    id: Path<BankAccountId>,
    context: Data<Context>,
) -> Result<HttpResponse, ApiError> {
    let hash = {
        let mut conn = context.core.read().await?;
        let row = queries::get_bank_account(&mut conn, query.caller(), id.0).await?;
        if !sight::keeps(query.caller(), &row) {
            return Err(Error::NotFound.into());
        }
        stored_hash(&row.proof_sha256)
    };
    scan(&context, id.0.uuid(), &hash).await
}

/// A second person of the party confirms it; the cooling-off begins.
///
/// Neither who proposed it, nor a machine, nor who was let in by the same hands. It is the one to pay from `in_use_from` on, without
/// another step.
#[utoipa::path(tag = "bank-accounts", params(("id" = BankAccountId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = BankAccountView)))]
#[post("/v1/bank-accounts/{id}/confirmations")]
async fn confirm_bank_account(
    command: Command<op::ConfirmBankAccount, TransitionRequest>,
    id: Path<BankAccountId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_bank_account(&context, id.0, command).await
}

/// A second person of the party does not confirm it; needs a note.
#[utoipa::path(tag = "bank-accounts", params(("id" = BankAccountId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = BankAccountView)))]
#[post("/v1/bank-accounts/{id}/refusals")]
async fn refuse_bank_account(
    command: Command<op::RefuseBankAccount, TransitionRequest>,
    id: Path<BankAccountId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_bank_account(&context, id.0, command).await
}

/// Somebody of the party takes it back before it is in use; needs a note.
#[utoipa::path(tag = "bank-accounts", params(("id" = BankAccountId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = BankAccountView)))]
#[post("/v1/bank-accounts/{id}/withdrawals")]
async fn withdraw_bank_account(
    command: Command<op::WithdrawBankAccount, TransitionRequest>,
    id: Path<BankAccountId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_bank_account(&context, id.0, command).await
}

/// The coordinator of the home region stops it before it is in use; needs a note.
#[utoipa::path(tag = "bank-accounts", params(("id" = BankAccountId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = BankAccountView)))]
#[post("/v1/bank-accounts/{id}/objections")]
async fn object_to_bank_account(
    command: Command<op::ObjectToBankAccount, TransitionRequest>,
    id: Path<BankAccountId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_bank_account(&context, id.0, command).await
}

/// The history of a bank account, oldest first.
#[utoipa::path(tag = "bank-accounts", params(("id" = BankAccountId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/bank-accounts/{id}/transitions")]
async fn list_bank_account_transitions(
    query: Query<op::ListBankAccountTransitions, ListTransitionsQuery>,
    id: Path<BankAccountId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_bank_account(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), row.id.uuid(), &query.params).await?)
}

//! HTTP of the payments.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::logistics::{CreatePaymentRequest, ListPaymentsQuery, PaymentView};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, PaymentId};
use service::{Error, Versioned as _, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_payment).service(list_payments).service(get_payment);
    config.service(confirm_payment).service(reject_payment).service(withdraw_payment);
    config.service(list_payment_transitions);
}

/// Records what the caller's party has paid of a statement.
///
/// By the buyer; as often as it pays, and no more than is left of the undisputed part. The platform moves no money: the supplier
/// confirms that it has it. A reference counts once.
#[utoipa::path(tag = "payments", request_body = CreatePaymentRequest,
    responses((status = 201, body = PaymentView)))]
#[post("/v1/payments")]
async fn create_payment(
    command: Command<op::CreatePayment, CreatePaymentRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_payment(&context, command).await
}

/// The payments that the caller may read, oldest first.
#[utoipa::path(tag = "payments", params(ListPaymentsQuery), responses((status = 200, body = Page<PaymentView>)))]
#[get("/v1/payments")]
async fn list_payments(
    query: Query<op::ListPayments, ListPaymentsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<PaymentId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, after) = (query.caller(), request.after);
    let rows = queries::list_payments(&mut conn, caller, &query.params, after, request.fetch()).await?;
    let views = rows.into_iter().map(|row| row.view(caller)).collect();
    Reply::page(&page(&request, views, |one: &PaymentView| one.id))
}

/// One payment.
#[utoipa::path(tag = "payments", params(("id" = PaymentId, Path)), responses((status = 200, body = PaymentView)))]
#[get("/v1/payments/{id}")]
async fn get_payment(
    query: Query<op::GetPayment, NoParams>,
    id: Path<PaymentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::find_payment(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    let today = domain::shared::jakarta_date(context.core.clock.now());
    Reply::ok(&row.etag(today), &row.view(query.caller()))
}

/// The supplier has got it.
///
/// Once confirmed payments reach what the statement says, it is paid.
#[utoipa::path(tag = "payments", params(("id" = PaymentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = PaymentView)))]
#[post("/v1/payments/{id}/confirmations")]
async fn confirm_payment(
    command: Command<op::ConfirmPayment, TransitionRequest>,
    id: Path<PaymentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_payment(&context, id.0, command).await
}

/// The supplier has not got it.
///
/// With a note. It counts no more; once it has arrived it is recorded anew.
#[utoipa::path(tag = "payments", params(("id" = PaymentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = PaymentView)))]
#[post("/v1/payments/{id}/rejections")]
async fn reject_payment(
    command: Command<op::RejectPayment, TransitionRequest>,
    id: Path<PaymentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_payment(&context, id.0, command).await
}

/// The buyer takes back what it recorded by mistake.
///
/// With a note, until the supplier has confirmed or rejected it.
#[utoipa::path(tag = "payments", params(("id" = PaymentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = PaymentView)))]
#[post("/v1/payments/{id}/withdrawals")]
async fn withdraw_payment(
    command: Command<op::WithdrawPayment, TransitionRequest>,
    id: Path<PaymentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_payment(&context, id.0, command).await
}

/// The history of a payment, oldest first.
#[utoipa::path(tag = "payments", params(("id" = PaymentId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/payments/{id}/transitions")]
async fn list_payment_transitions(
    query: Query<op::ListPaymentTransitions, ListTransitionsQuery>,
    id: Path<PaymentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_payment(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

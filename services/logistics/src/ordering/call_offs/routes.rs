//! HTTP of the call-off orders.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use api_types::logistics::{
    CallOffChangeView, CallOffTallyView, CallOffView, CounterCallOffRequest, CreateCallOffRequest,
    ListCallOffChangesQuery, ListCallOffTalliesQuery, ListCallOffsQuery, ProposeChangeRequest,
    UpdateCallOffRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{CallOffChangeId, CallOffId, ContractId, Id as _, jakarta_date};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{operations, queries, views};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(create_call_off)
        .service(list_call_offs)
        .service(get_call_off)
        .service(list_call_off_transitions)
        .service(list_call_off_tallies)
        .service(issue_call_off)
        .service(accept_call_off)
        .service(counter_call_off)
        .service(accept_counter_offer)
        .service(refuse_call_off)
        .service(cancel_call_off)
        .service(close_call_off)
        .service(close_call_off_short)
        .service(update_call_off)
        .service(list_call_off_changes)
        .service(propose_call_off_change)
        .service(accept_call_off_change)
        .service(refuse_call_off_change)
        .service(withdraw_call_off_change);
}

/// Writes a call-off order.
///
/// A draft holds nothing yet; its lines are quantities or packs in the measure of their contract line.
#[utoipa::path(tag = "call-offs", request_body = CreateCallOffRequest, responses((status = 201, body = CallOffView)))]
#[post("/v1/call-offs")]
async fn create_call_off(
    command: Command<op::CreateCallOff, CreateCallOffRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_call_off(&context, command).await
}

/// The call-off orders the caller may see, in the order they were written.
#[utoipa::path(tag = "call-offs", params(ListCallOffsQuery), responses((status = 200, body = Page<CallOffView>)))]
#[get("/v1/call-offs")]
async fn list_call_offs(
    query: Query<op::ListCallOffs, ListCallOffsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<CallOffId>::of(&query.params)?;
    let (after, limit) = (request.after, request.fetch());
    let mut conn = context.core.read().await?;
    let orders = queries::list_call_offs(&mut conn, query.caller(), &query.params, after, limit).await?;
    let views = views::views(&conn, query.caller(), orders, jakarta_date(context.core.clock.now())).await?;
    Reply::page(&page(&request, views, |order: &CallOffView| order.id))
}

/// One call-off order.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path)), responses((status = 200, body = CallOffView)))]
#[get("/v1/call-offs/{id}")]
async fn get_call_off(
    query: Query<op::GetCallOff, NoParams>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let day = jakarta_date(context.core.clock.now());
    let found = async |conn: &_| {
        let order = queries::find_order(conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
        let terms = order.terms(conn).await?;
        views::shown(conn, query.caller(), order, &terms, day).await
    };
    let shown = context.core.fast(found).await?;
    Reply::ok(&shown.etag, &shown.view)
}

/// How often orders were issued, and cancelled by the buyer after the supplier had accepted them, contract by contract.
#[utoipa::path(tag = "call-offs", params(ListCallOffTalliesQuery),
    responses((status = 200, body = Page<CallOffTallyView>)))]
#[get("/v1/call-off-tallies")]
async fn list_call_off_tallies(
    query: Query<op::ListCallOffTallies, ListCallOffTalliesQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<ContractId>::of(&query.params)?;
    let (after, limit) = (request.after, request.fetch());
    let mut conn = context.core.read().await?;
    let tallies = queries::list_tallies(&mut conn, query.caller(), &query.params, after, limit).await?;
    Reply::page(&page(&request, tallies, |tally: &CallOffTallyView| tally.contract_id))
}

/// What happened to a call-off order, oldest first.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/call-offs/{id}/transitions")]
async fn list_call_off_transitions(
    query: Query<op::ListCallOffTransitions, ListTransitionsQuery>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_order(&conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

/// Sends an order to the supplier.
///
/// Judges the guarantee chain (contract and agreement active and in force, supplier verified on the day it happened) and
/// the balance of every contract line, summed over the order's lines.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CallOffView)))]
#[post("/v1/call-offs/{id}/issuances")]
async fn issue_call_off(
    command: Command<op::IssueCallOff, TransitionRequest>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_call_off(&context, id.0, command).await
}

/// Accepts an issued order, by its supplier.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CallOffView)))]
#[post("/v1/call-offs/{id}/acceptances")]
async fn accept_call_off(
    command: Command<op::AcceptCallOff, TransitionRequest>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_call_off(&context, id.0, command).await
}

/// Proposes another date or other amounts, by the supplier.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path)), request_body = CounterCallOffRequest,
    responses((status = 200, body = CallOffView)))]
#[post("/v1/call-offs/{id}/counter-offers")]
async fn counter_call_off(
    command: Command<op::CounterCallOff, CounterCallOffRequest>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::counter_call_off(&context, id.0, command).await
}

/// Takes the supplier's counter-offer, by the buyer; guarantee and balance are judged again.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CallOffView)))]
#[post("/v1/call-offs/{id}/counter-offer-acceptances")]
async fn accept_counter_offer(
    command: Command<op::AcceptCounterOffer, TransitionRequest>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_call_off(&context, id.0, command).await
}

/// Refuses an order, by its supplier, with a note that says why.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CallOffView)))]
#[post("/v1/call-offs/{id}/refusals")]
async fn refuse_call_off(
    command: Command<op::RefuseCallOff, TransitionRequest>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_call_off(&context, id.0, command).await
}

/// Withdraws an order before any goods left, by the buyer.
///
/// Once the supplier has accepted it a note must say why; the supplier reads it on the order, and it is counted at
/// `/v1/call-off-tallies`.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CallOffView)))]
#[post("/v1/call-offs/{id}/cancellations")]
async fn cancel_call_off(
    command: Command<op::CancelCallOff, TransitionRequest>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_call_off(&context, id.0, command).await
}

/// Closes an order of which everything was accepted, by the buyer.
///
/// Refused while goods of it are on the road.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CallOffView)))]
#[post("/v1/call-offs/{id}/closures")]
async fn close_call_off(
    command: Command<op::CloseCallOff, TransitionRequest>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_call_off(&context, id.0, command).await
}

/// Ends an order with less than ordered, by the buyer.
///
/// What was accepted stays; the open part is callable again. Refused while goods of it are on the road.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CallOffView)))]
#[post("/v1/call-offs/{id}/short-closures")]
async fn close_call_off_short(
    command: Command<op::CloseCallOffShort, TransitionRequest>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_call_off(&context, id.0, command).await
}

/// Changes an order that has not been issued, by its buyer.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path)), request_body = UpdateCallOffRequest,
    responses((status = 200, body = CallOffView)))]
#[patch("/v1/call-offs/{id}")]
async fn update_call_off(
    command: Command<op::UpdateCallOff, UpdateCallOffRequest>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_call_off(&context, id.0, command).await
}

/// The changes of an accepted order, in the order they were proposed.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path), ListCallOffChangesQuery),
    responses((status = 200, body = Page<CallOffChangeView>)))]
#[get("/v1/call-offs/{id}/changes")]
async fn list_call_off_changes(
    query: Query<op::ListCallOffChanges, ListCallOffChangesQuery>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<CallOffChangeId>::of(&query.params)?;
    let conn = context.core.read().await?;
    let order = queries::find_order(&conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    let changes = queries::changes::list_changes(&conn, id.0, request.after, request.fetch()).await?;
    let views = changes.into_iter().map(|change| change.view(&order)).collect::<Result<Vec<_>, _>>()?;
    Reply::page(&page(&request, views, |change: &CallOffChangeView| change.id))
}

/// Proposes another day, other hours or other amounts of an accepted order, by either side.
///
/// The order goes on as it is until the other side answers. One change waits at a time; it goes with the order when that ends.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path)), request_body = ProposeChangeRequest,
    responses((status = 200, body = CallOffView)))]
#[post("/v1/call-offs/{id}/changes")]
async fn propose_call_off_change(
    command: Command<op::ProposeCallOffChange, ProposeChangeRequest>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::propose_call_off_change(&context, id.0, command).await
}

/// Takes the change that the other side proposed.
///
/// Where more is ordered, guarantee, balance and value are judged as for a new order, and it counts at the price of this one: it
/// is refused once the contract has another.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CallOffView)))]
#[post("/v1/call-offs/{id}/change-acceptances")]
async fn accept_call_off_change(
    command: Command<op::AcceptCallOffChange, TransitionRequest>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::answer_call_off_change(&context, id.0, command).await
}

/// Does not take the change that the other side proposed; the order stays as it was. A note says why.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CallOffView)))]
#[post("/v1/call-offs/{id}/change-refusals")]
async fn refuse_call_off_change(
    command: Command<op::RefuseCallOffChange, TransitionRequest>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::answer_call_off_change(&context, id.0, command).await
}

/// Takes back the change that one's own side proposed.
#[utoipa::path(tag = "call-offs", params(("id" = CallOffId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CallOffView)))]
#[post("/v1/call-offs/{id}/change-withdrawals")]
async fn withdraw_call_off_change(
    command: Command<op::WithdrawCallOffChange, TransitionRequest>,
    id: Path<CallOffId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::answer_call_off_change(&context, id.0, command).await
}

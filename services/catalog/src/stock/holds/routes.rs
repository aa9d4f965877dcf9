//! HTTP of the holds.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{
    ConfirmHoldRequest, CreateHoldRequest, HoldView, ListHoldsQuery, SubstituteAnimalRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{HoldId, Id as _, jakarta_date};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{operations, queries, substitutions, views};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_hold).service(list_holds).service(get_hold).service(confirm_hold);
    config.service(convert_hold).service(release_hold).service(give_back_hold);
    config.service(substitute_animal).service(list_hold_transitions);
}

/// Holds something of a published offer for the caller's party.
///
/// It counts at once: what is held and what was converted never is more than what is offered. The supplier confirms it; after its
/// last day it holds nothing, unless it was converted.
#[utoipa::path(tag = "holds", request_body = CreateHoldRequest, responses((status = 201, body = HoldView)))]
#[post("/v1/holds")]
async fn create_hold(
    command: Command<op::CreateHold, CreateHoldRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_hold(&context, command).await
}

/// The holds that the caller may read, oldest first.
#[utoipa::path(tag = "holds", params(ListHoldsQuery), responses((status = 200, body = Page<HoldView>)))]
#[get("/v1/holds")]
async fn list_holds(
    query: Query<op::ListHolds, ListHoldsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<HoldId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, after) = (query.caller(), request.after);
    let rows = queries::list_holds(&mut conn, caller, &query.params, after, request.fetch()).await?;
    let today = jakarta_date(context.core.clock.now());
    let shown = views::shown(&mut conn, rows, today).await?;
    Reply::page(&page(&request, shown, |hold: &HoldView| hold.id))
}

/// One hold, with the animals it names.
#[utoipa::path(tag = "holds", params(("id" = HoldId, Path)), responses((status = 200, body = HoldView)))]
#[get("/v1/holds/{id}")]
async fn get_hold(
    query: Query<op::GetHold, NoParams>,
    id: Path<HoldId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::find_hold(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    let today = jakarta_date(context.core.clock.now());
    views::ok(&views::one(&mut conn, row, today).await?)
}

/// Agrees to a hold.
///
/// The supplier may name the animals, where the buyer has not.
#[utoipa::path(tag = "holds", params(("id" = HoldId, Path)), request_body = ConfirmHoldRequest,
    responses((status = 200, body = HoldView)))]
#[post("/v1/holds/{id}/confirmations")]
async fn confirm_hold(
    command: Command<op::ConfirmHold, ConfirmHoldRequest>,
    id: Path<HoldId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::confirm_hold(&context, id.0, command).await
}

/// Takes what is held, until its last day.
///
/// It stays set aside for the buyer from then on: a line of an order may name it, once. The contract is in force, and the animals it names are healthy.
#[utoipa::path(tag = "holds", params(("id" = HoldId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = HoldView)))]
#[post("/v1/holds/{id}/conversions")]
async fn convert_hold(
    command: Command<op::ConvertHold, TransitionRequest>,
    id: Path<HoldId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::convert_hold(&context, id.0, command).await
}

/// Gives a hold up.
///
/// By either side; one that was confirmed with a note.
#[utoipa::path(tag = "holds", params(("id" = HoldId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = HoldView)))]
#[post("/v1/holds/{id}/releases")]
async fn release_hold(
    command: Command<op::ReleaseHold, TransitionRequest>,
    id: Path<HoldId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::release_hold(&context, id.0, command).await
}

/// Gives back what was converted.
///
/// By either side, with a note, where no order that was issued names the hold: the offer has it again. Orders that were refused
/// or cancelled name it no more.
#[utoipa::path(tag = "holds", params(("id" = HoldId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = HoldView)))]
#[post("/v1/holds/{id}/returns")]
async fn give_back_hold(
    command: Command<op::GiveBackHold, TransitionRequest>,
    id: Path<HoldId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::give_back_hold(&context, id.0, command).await
}

/// Puts one animal in the place of another.
///
/// By the supplier; the substitute is of the same offer, healthy, held for nobody, and of an equal or better class of weight.
#[utoipa::path(tag = "holds", params(("id" = HoldId, Path)), request_body = SubstituteAnimalRequest,
    responses((status = 200, body = HoldView)))]
#[post("/v1/holds/{id}/substitutions")]
async fn substitute_animal(
    command: Command<op::SubstituteAnimal, SubstituteAnimalRequest>,
    id: Path<HoldId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    substitutions::substitute_animal(&context, id.0, command).await
}

/// The history of a hold, oldest first.
#[utoipa::path(tag = "holds", params(("id" = HoldId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/holds/{id}/transitions")]
async fn list_hold_transitions(
    query: Query<op::ListHoldTransitions, ListTransitionsQuery>,
    id: Path<HoldId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_hold(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

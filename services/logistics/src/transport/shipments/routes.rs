//! HTTP of the shipments.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use api_types::logistics::{
    CreateShipmentRequest, DeliveryNoteView, DivertShipmentRequest, ListShipmentsQuery, ShipmentView,
    UpdateShipmentRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, ShipmentId};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, Viewed, page};

use super::access::op;
use super::delivery_note::delivery_note;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_shipment).service(list_shipments).service(get_shipment).service(update_shipment);
    config.service(get_delivery_note);
    config.service(load_shipment).service(make_shipment_ready).service(depart_shipment);
    config.service(divert_shipment).service(arrive_shipment).service(unload_shipment);
    config.service(turn_back_shipment).service(take_back_shipment).service(lose_shipment);
    config.service(cancel_shipment).service(close_shipment).service(list_shipment_transitions);
}

/// Plans a shipment.
///
/// For one or more accepted orders of one buyer; several vehicles, each with its items.
#[utoipa::path(tag = "shipments", request_body = CreateShipmentRequest,
    responses((status = 201, body = ShipmentView)))]
#[post("/v1/shipments")]
async fn create_shipment(
    command: Command<op::CreateShipment, CreateShipmentRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_shipment(&context, command).await
}

/// The shipments the caller may see, in order of planning.
#[utoipa::path(tag = "shipments", params(ListShipmentsQuery), responses((status = 200, body = Page<ShipmentView>)))]
#[get("/v1/shipments")]
async fn list_shipments(
    query: Query<op::ListShipments, ListShipmentsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<ShipmentId>::of(&query.params)?;
    let (core, caller) = (&context.core, query.caller());
    let (after, limit) = (request.after, request.fetch());
    let found = if queries::are_all(&query.params) {
        core.fast(async |conn| queries::list_all_shipments(conn, caller, after, limit).await).await?
    } else {
        let mut conn = core.read().await?;
        queries::list_shipments(&mut conn, caller, &query.params, after, limit).await?
    };
    let views = found.into_iter().map(|whole| whole.view(caller)).collect();
    Reply::page(&page(&request, views, |shipment: &ShipmentView| shipment.id))
}

/// One shipment with its vehicles, items and papers.
#[utoipa::path(tag = "shipments", params(("id" = ShipmentId, Path)), responses((status = 200, body = ShipmentView)))]
#[get("/v1/shipments/{id}")]
async fn get_shipment(
    query: Query<op::GetShipment, NoParams>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let caller = query.caller();
    let found = context.core.fast(async |conn| queries::find_shipment(conn, caller, id.0).await).await?;
    let whole = found.ok_or(Error::NotFound)?;
    Reply::ok(&whole.current_etag(), &whole.view(caller))
}

/// The delivery note (surat jalan) of a shipment.
///
/// What travels with the goods: sides, vehicles, goods and papers by the names people use, the code of its public check, no
/// price. Browsers get a page that prints on A4, with that check as a QR code and places to sign.
#[utoipa::path(tag = "shipments", params(("id" = ShipmentId, Path)),
    responses((status = 200, content((DeliveryNoteView = "application/json"), (String = "text/html")))))]
#[get("/v1/shipments/{id}/delivery-note")]
async fn get_delivery_note(
    asked: Viewed<op::GetDeliveryNote>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let conn = context.core.read().await?;
    let whole = queries::find_shipment(&conn, asked.caller(), id.0).await?.ok_or(Error::NotFound)?;
    let version = whole.row.version;
    let view = delivery_note(&conn, asked.caller(), whole, &context.address).await?;
    asked.reply(version, &view, pages::delivery_note)
}

/// Changes a shipment that is planned or loading.
#[utoipa::path(tag = "shipments", params(("id" = ShipmentId, Path)), request_body = UpdateShipmentRequest,
    responses((status = 200, body = ShipmentView)))]
#[patch("/v1/shipments/{id}")]
async fn update_shipment(
    command: Command<op::UpdateShipment, UpdateShipmentRequest>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_shipment(&context, id.0, command).await
}

/// It is sent to another place.
///
/// Needs a note, and the papers that a departure to the new place would need today; the goods stay in transit.
#[utoipa::path(tag = "shipments", params(("id" = ShipmentId, Path)), request_body = DivertShipmentRequest,
    responses((status = 200, body = ShipmentView)))]
#[post("/v1/shipments/{id}/diversions")]
async fn divert_shipment(
    command: Command<op::DivertShipment, DivertShipmentRequest>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::divert_shipment(&context, id.0, command).await
}

/// The history of a shipment, oldest first.
#[utoipa::path(tag = "shipments", params(("id" = ShipmentId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/shipments/{id}/transitions")]
async fn list_shipment_transitions(
    query: Query<op::ListShipmentTransitions, ListTransitionsQuery>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_shipment(&conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

/// Loading begins, or begins again.
///
/// A ready shipment goes back to loading when its load changes.
#[utoipa::path(tag = "shipments", params(("id" = ShipmentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ShipmentView)))]
#[post("/v1/shipments/{id}/loadings")]
async fn load_shipment(
    command: Command<op::LoadShipment, TransitionRequest>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_shipment(&context, id.0, command).await
}

/// Loading is done.
///
/// The document gate is judged: every paper that is missing is named with its legal basis and what to do.
#[utoipa::path(tag = "shipments", params(("id" = ShipmentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ShipmentView)))]
#[post("/v1/shipments/{id}/readiness")]
async fn make_shipment_ready(
    command: Command<op::MakeShipmentReady, TransitionRequest>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_shipment(&context, id.0, command).await
}

/// It leaves.
///
/// The document gate is judged again for this day; the orders are in fulfilment from now on.
#[utoipa::path(tag = "shipments", params(("id" = ShipmentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ShipmentView)))]
#[post("/v1/shipments/{id}/departures")]
async fn depart_shipment(
    command: Command<op::DepartShipment, TransitionRequest>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_shipment(&context, id.0, command).await
}

/// It reaches the receiver.
///
/// Vehicles that have not reported their arrival arrive with it.
#[utoipa::path(tag = "shipments", params(("id" = ShipmentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ShipmentView)))]
#[post("/v1/shipments/{id}/arrivals")]
async fn arrive_shipment(
    command: Command<op::ArriveShipment, TransitionRequest>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_shipment(&context, id.0, command).await
}

/// Unloading begins.
///
/// Receipts complete it: the last one makes the shipment received.
#[utoipa::path(tag = "shipments", params(("id" = ShipmentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ShipmentView)))]
#[post("/v1/shipments/{id}/unloadings")]
async fn unload_shipment(
    command: Command<op::UnloadShipment, TransitionRequest>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_shipment(&context, id.0, command).await
}

/// It goes back to the supplier.
///
/// Needs a note.
#[utoipa::path(tag = "shipments", params(("id" = ShipmentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ShipmentView)))]
#[post("/v1/shipments/{id}/returns")]
async fn turn_back_shipment(
    command: Command<op::TurnBackShipment, TransitionRequest>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_shipment(&context, id.0, command).await
}

/// It is back at the supplier.
///
/// Its goods are no longer in transit.
#[utoipa::path(tag = "shipments", params(("id" = ShipmentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ShipmentView)))]
#[post("/v1/shipments/{id}/return-arrivals")]
async fn take_back_shipment(
    command: Command<op::TakeBackShipment, TransitionRequest>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_shipment(&context, id.0, command).await
}

/// It is given up as lost.
///
/// Needs a note; its goods are no longer in transit.
#[utoipa::path(tag = "shipments", params(("id" = ShipmentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ShipmentView)))]
#[post("/v1/shipments/{id}/losses")]
async fn lose_shipment(
    command: Command<op::LoseShipment, TransitionRequest>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_shipment(&context, id.0, command).await
}

/// It is given up before departure.
///
/// Needs a note.
#[utoipa::path(tag = "shipments", params(("id" = ShipmentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ShipmentView)))]
#[post("/v1/shipments/{id}/cancellations")]
async fn cancel_shipment(
    command: Command<op::CancelShipment, TransitionRequest>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_shipment(&context, id.0, command).await
}

/// Nothing more will be recorded.
///
/// Every item has a posted receipt.
#[utoipa::path(tag = "shipments", params(("id" = ShipmentId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ShipmentView)))]
#[post("/v1/shipments/{id}/closures")]
async fn close_shipment(
    command: Command<op::CloseShipment, TransitionRequest>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_shipment(&context, id.0, command).await
}

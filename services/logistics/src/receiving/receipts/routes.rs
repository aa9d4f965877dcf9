//! HTTP of the receipts.

use actix_web::web::Data;
use actix_web::{get, patch, post, put};
use api_types::logistics::{
    CaptureReceiptRequest, HandoverRecordView, ListReceiptsQuery, ObjectToReceiptRequest, ReceiptView,
    UpdateReceiptRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, ReceiptId};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, Viewed, page};

use super::access::op;
use super::handover_record::handover_record;
use super::{answers, capture, conflicts, postings, queries, reversals, steps};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_receipt).service(list_receipts);
    config.service(get_receipt).service(put_receipt).service(update_receipt);
    config.service(get_handover_record);
    config.service(submit_receipt).service(inspect_receipt).service(post_receipt);
    config.service(confirm_receipt).service(object_to_receipt);
    config.service(reverse_receipt).service(resolve_receipt).service(withdraw_receipt);
    config.service(list_receipt_transitions);
}

/// Captures a receipt.
///
/// Several receipts may share a shipment, never an item: a second capture of the same goods is kept as
/// conflicted.
#[utoipa::path(tag = "receipts", request_body = CaptureReceiptRequest,
    responses((status = 201, body = ReceiptView)))]
#[post("/v1/receipts")]
async fn create_receipt(
    command: Command<op::CreateReceipt, CaptureReceiptRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    capture::create_receipt(&context, command).await
}

/// Captures a receipt with the phone's own id.
///
/// 201 for a new one, 200 for the same content again, 409 for other content under the same id.
#[utoipa::path(tag = "receipts", params(("id" = ReceiptId, Path)), request_body = CaptureReceiptRequest,
    responses((status = 201, body = ReceiptView), (status = 200, body = ReceiptView)))]
#[put("/v1/receipts/{id}")]
async fn put_receipt(
    command: Command<op::PutReceipt, CaptureReceiptRequest>,
    id: Path<ReceiptId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    capture::put_receipt(&context, id.0, command).await
}

/// The receipts the caller may see, in order of their ids.
#[utoipa::path(tag = "receipts", params(ListReceiptsQuery), responses((status = 200, body = Page<ReceiptView>)))]
#[get("/v1/receipts")]
async fn list_receipts(
    query: Query<op::ListReceipts, ListReceiptsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<ReceiptId>::of(&query.params)?;
    let (after, limit) = (request.after, request.fetch());
    let mut conn = context.core.read().await?;
    let reader = (query.caller(), context.core.clock.now());
    let found = queries::list_receipts(&mut conn, reader, &query.params, after, limit).await?;
    let views = found.into_iter().map(|whole| whole.view(query.caller())).collect();
    Reply::page(&page(&request, views, |receipt: &ReceiptView| receipt.id))
}

/// One receipt with its lines.
#[utoipa::path(tag = "receipts", params(("id" = ReceiptId, Path)), responses((status = 200, body = ReceiptView)))]
#[get("/v1/receipts/{id}")]
async fn get_receipt(
    query: Query<op::GetReceipt, NoParams>,
    id: Path<ReceiptId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let now = context.core.clock.now();
    let found = queries::find_receipt(&mut conn, query.caller(), now, id.0).await?;
    let whole = found.ok_or(Error::NotFound)?;
    Reply::ok(&whole.current_etag(), &whole.view(query.caller()))
}

/// The handover record (berita acara serah terima) of a receipt.
///
/// What both sides sign at the gate: sides, vehicles, goods with what became of them in every measure, by the names people
/// use; the code of the delivery note's public check; no price. Browsers get a page that prints on A4, with that check as a QR
/// code and places to sign.
#[utoipa::path(tag = "receipts", params(("id" = ReceiptId, Path)),
    responses((status = 200, content((HandoverRecordView = "application/json"), (String = "text/html")))))]
#[get("/v1/receipts/{id}/handover-record")]
async fn get_handover_record(
    asked: Viewed<op::GetHandoverRecord>,
    id: Path<ReceiptId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let now = context.core.clock.now();
    let whole = queries::find_receipt(&mut conn, asked.caller(), now, id.0).await?.ok_or(Error::NotFound)?;
    let version = whole.row.version;
    let view = handover_record(&conn, asked.caller(), whole, &context.address).await?;
    asked.reply(version, &view, pages::handover_record)
}

/// Corrects a receipt before it is posted.
#[utoipa::path(tag = "receipts", params(("id" = ReceiptId, Path)), request_body = UpdateReceiptRequest,
    responses((status = 200, body = ReceiptView)))]
#[patch("/v1/receipts/{id}")]
async fn update_receipt(
    command: Command<op::UpdateReceipt, UpdateReceiptRequest>,
    id: Path<ReceiptId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    capture::update_receipt(&context, id.0, command).await
}

/// The history of a receipt, oldest first.
#[utoipa::path(tag = "receipts", params(("id" = ReceiptId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/receipts/{id}/transitions")]
async fn list_receipt_transitions(
    query: Query<op::ListReceiptTransitions, ListTransitionsQuery>,
    id: Path<ReceiptId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let now = context.core.clock.now();
    queries::find_receipt(&mut conn, query.caller(), now, id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

/// The receiver hands it in.
///
/// The papers were seen before the goods were counted. What its lines say is judged as it is for posting: each closes in
/// every measure, tells of the same goods in all of them, and explains what it rejected.
#[utoipa::path(tag = "receipts", params(("id" = ReceiptId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ReceiptView)))]
#[post("/v1/receipts/{id}/submissions")]
async fn submit_receipt(
    command: Command<op::SubmitReceipt, TransitionRequest>,
    id: Path<ReceiptId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    steps::advance_receipt(&context, id.0, command).await
}

/// Quality is judged.
///
/// What its lines say is judged as it is for posting; every rejected part has its reason.
#[utoipa::path(tag = "receipts", params(("id" = ReceiptId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ReceiptView)))]
#[post("/v1/receipts/{id}/inspections")]
async fn inspect_receipt(
    command: Command<op::InspectReceipt, TransitionRequest>,
    id: Path<ReceiptId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    steps::advance_receipt(&context, id.0, command).await
}

/// It is posted and draws the contract lines down.
///
/// Every figure must close, the measures of a line must tell of the same goods, and no contract line takes more than its
/// limit: the refusal says how much to record as held excess instead. Above the value of four eyes another person posts
/// than who captured or corrected it. From then on the supplier may confirm or object.
#[utoipa::path(tag = "receipts", params(("id" = ReceiptId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ReceiptView)))]
#[post("/v1/receipts/{id}/postings")]
async fn post_receipt(
    command: Command<op::PostReceipt, TransitionRequest>,
    id: Path<ReceiptId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    postings::post_receipt(&context, id.0, command).await
}

/// The supplier confirms it.
///
/// Also after an objection of its own, and a receipt that takes another back.
#[utoipa::path(tag = "receipts", params(("id" = ReceiptId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ReceiptView)))]
#[post("/v1/receipts/{id}/confirmations")]
async fn confirm_receipt(
    command: Command<op::ConfirmReceipt, TransitionRequest>,
    id: Path<ReceiptId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    answers::confirm_receipt(&context, id.0, command).await
}

/// The supplier objects to it.
///
/// With a reason and a note, which the buyer and both governments read. Until the window of the receipt ends; after that
/// its silence has confirmed it. A receipt that takes another back is never confirmed by silence.
#[utoipa::path(tag = "receipts", params(("id" = ReceiptId, Path)), request_body = ObjectToReceiptRequest,
    responses((status = 200, body = ReceiptView)))]
#[post("/v1/receipts/{id}/objections")]
async fn object_to_receipt(
    command: Command<op::ObjectToReceipt, ObjectToReceiptRequest>,
    id: Path<ReceiptId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    answers::object_to_receipt(&context, id.0, command).await
}

/// A new receipt takes it back.
///
/// Needs a note. The balance falls back, the order opens again, the goods may be captured anew; the answer
/// is the old receipt, which names the new one. The supplier is told, and confirms the new one or objects to it. Above the
/// value of four eyes another person takes back than who posted. What was paid for is claimed and not taken back.
#[utoipa::path(tag = "receipts", params(("id" = ReceiptId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ReceiptView)))]
#[post("/v1/receipts/{id}/reversals")]
async fn reverse_receipt(
    command: Command<op::ReverseReceipt, TransitionRequest>,
    id: Path<ReceiptId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    reversals::reverse_receipt(&context, id.0, command).await
}

/// This capture is chosen among those of the same goods.
///
/// Needs a note. The others stay conflicted; where another one is posted, reverse that first.
#[utoipa::path(tag = "receipts", params(("id" = ReceiptId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ReceiptView)))]
#[post("/v1/receipts/{id}/resolutions")]
async fn resolve_receipt(
    command: Command<op::ResolveReceipt, TransitionRequest>,
    id: Path<ReceiptId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    conflicts::resolve_receipt(&context, id.0, command).await
}

/// The buyer's side gives up a capture that is not posted.
///
/// Needs a note. Its goods may be captured anew, or chosen in another capture of them, or turn back.
#[utoipa::path(tag = "receipts", params(("id" = ReceiptId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ReceiptView)))]
#[post("/v1/receipts/{id}/withdrawals")]
async fn withdraw_receipt(
    command: Command<op::WithdrawReceipt, TransitionRequest>,
    id: Path<ReceiptId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    steps::advance_receipt(&context, id.0, command).await
}

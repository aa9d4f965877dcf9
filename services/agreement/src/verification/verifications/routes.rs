//! HTTP of supplier verifications.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::agreement::{
    AddVerificationDocumentRequest, CheckDocumentsRequest, CreateSupplierVerificationRequest,
    DecideVerificationRequest, ListSupplierVerificationsQuery, StandingView, SupplierVerificationView,
    WithdrawVerificationDocumentRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, PartyId, SupplierVerificationId, jakarta_date};
use service::{Error, Versioned as _, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::{Viewer, decisions, operations, queries, standing};
use crate::context::Context;
use crate::verification::verifications::access::op;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(create_supplier_verification)
        .service(list_supplier_verifications)
        .service(get_supplier_verification)
        .service(add_verification_document)
        .service(withdraw_verification_document)
        .service(submit_supplier_verification)
        .service(check_verification_documents)
        .service(check_verification_field)
        .service(decide_supplier_verification)
        .service(suspend_supplier_verification)
        .service(reinstate_supplier_verification)
        .service(revoke_supplier_verification)
        .service(list_supplier_verification_transitions)
        .service(get_party_standing);
}

/// Begins the verification of the caller's own party.
#[utoipa::path(tag = "supplier-verifications", request_body = CreateSupplierVerificationRequest,
    responses((status = 201, body = SupplierVerificationView)))]
#[post("/v1/supplier-verifications")]
async fn create_supplier_verification(
    command: Command<op::CreateSupplierVerification, CreateSupplierVerificationRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_supplier_verification(&context, command).await
}

/// Verifications the caller may see: its own, and those of its region for who checks or decides.
#[utoipa::path(tag = "supplier-verifications", params(ListSupplierVerificationsQuery),
    responses((status = 200, body = Page<SupplierVerificationView>)))]
#[get("/v1/supplier-verifications")]
async fn list_supplier_verifications(
    query: Query<op::ListSupplierVerifications, ListSupplierVerificationsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<SupplierVerificationId>::of(&query.params)?;
    let (viewer, day) = (Viewer::of(query.caller()), jakarta_date(context.core.clock.now()));
    let mut conn = context.core.read().await?;
    let (after, fetch) = (request.after, request.fetch());
    let rows = queries::list_verifications(&mut conn, &viewer, &query.params, after, fetch).await?;
    let views = rows.iter().map(|whole| whole.view(&viewer, day)).collect();
    Reply::page(&page(&request, views, |view: &SupplierVerificationView| view.id))
}

/// One verification with its papers.
#[utoipa::path(tag = "supplier-verifications", params(("id" = SupplierVerificationId, Path)),
    responses((status = 200, body = SupplierVerificationView)))]
#[get("/v1/supplier-verifications/{id}")]
async fn get_supplier_verification(
    query: Query<op::GetSupplierVerification, NoParams>,
    id: Path<SupplierVerificationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let (viewer, day) = (Viewer::of(query.caller()), jakarta_date(context.core.clock.now()));
    let mut conn = context.core.read().await?;
    let whole = queries::find_verification(&mut conn, &viewer, id.0).await?.ok_or(Error::NotFound)?;
    Reply::ok(&whole.etag(day), &whole.view(&viewer, day))
}

/// Shows a paper; its scan was uploaded before.
///
/// At the beginning, after a refusal, or to renew a paper; a renewal counts once it is checked.
#[utoipa::path(tag = "supplier-verifications", params(("id" = SupplierVerificationId, Path)),
    request_body = AddVerificationDocumentRequest, responses((status = 201, body = SupplierVerificationView)))]
#[post("/v1/supplier-verifications/{id}/documents")]
async fn add_verification_document(
    command: Command<op::AddVerificationDocument, AddVerificationDocumentRequest>,
    id: Path<SupplierVerificationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::add_verification_document(&context, id.0, command).await
}

/// Takes back a paper that nobody has checked: it stays in the record and counts no more.
#[utoipa::path(tag = "supplier-verifications", params(("id" = SupplierVerificationId, Path)),
    request_body = WithdrawVerificationDocumentRequest, responses((status = 200, body = SupplierVerificationView)))]
#[post("/v1/supplier-verifications/{id}/document-withdrawals")]
async fn withdraw_verification_document(
    command: Command<op::WithdrawVerificationDocument, WithdrawVerificationDocumentRequest>,
    id: Path<SupplierVerificationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::withdraw_verification_document(&context, id.0, command).await
}

/// Hands the verification in to the technical agency of the home region.
#[utoipa::path(tag = "supplier-verifications", params(("id" = SupplierVerificationId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = SupplierVerificationView)))]
#[post("/v1/supplier-verifications/{id}/submissions")]
async fn submit_supplier_verification(
    command: Command<op::SubmitSupplierVerification, TransitionRequest>,
    id: Path<SupplierVerificationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::submit_supplier_verification(&context, id.0, command).await
}

/// Records findings on papers; the first begins the check.
#[utoipa::path(tag = "supplier-verifications", params(("id" = SupplierVerificationId, Path)),
    request_body = CheckDocumentsRequest, responses((status = 200, body = SupplierVerificationView)))]
#[post("/v1/supplier-verifications/{id}/document-checks")]
async fn check_verification_documents(
    command: Command<op::CheckVerificationDocuments, CheckDocumentsRequest>,
    id: Path<SupplierVerificationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::check_verification_documents(&context, id.0, command).await
}

/// Records a visit to the place, where one is needed.
#[utoipa::path(tag = "supplier-verifications", params(("id" = SupplierVerificationId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = SupplierVerificationView)))]
#[post("/v1/supplier-verifications/{id}/field-checks")]
async fn check_verification_field(
    command: Command<op::CheckVerificationField, TransitionRequest>,
    id: Path<SupplierVerificationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::check_verification_field(&context, id.0, command).await
}

/// Decides: verified, verified with conditions, or refused; never by who checked.
#[utoipa::path(tag = "supplier-verifications", params(("id" = SupplierVerificationId, Path)),
    request_body = DecideVerificationRequest, responses((status = 200, body = SupplierVerificationView)))]
#[post("/v1/supplier-verifications/{id}/decisions")]
async fn decide_supplier_verification(
    command: Command<op::DecideSupplierVerification, DecideVerificationRequest>,
    id: Path<SupplierVerificationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    decisions::decide_supplier_verification(&context, id.0, command).await
}

/// Stops a verified supplier for a time; needs a note.
#[utoipa::path(tag = "supplier-verifications", params(("id" = SupplierVerificationId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = SupplierVerificationView)))]
#[post("/v1/supplier-verifications/{id}/suspensions")]
async fn suspend_supplier_verification(
    command: Command<op::SuspendSupplierVerification, TransitionRequest>,
    id: Path<SupplierVerificationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    decisions::end_supplier_verification(&context, id.0, command).await
}

/// Lifts a suspension.
#[utoipa::path(tag = "supplier-verifications", params(("id" = SupplierVerificationId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = SupplierVerificationView)))]
#[post("/v1/supplier-verifications/{id}/reinstatements")]
async fn reinstate_supplier_verification(
    command: Command<op::ReinstateSupplierVerification, TransitionRequest>,
    id: Path<SupplierVerificationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    decisions::reinstate_supplier_verification(&context, id.0, command).await
}

/// Takes a verification away for good; needs a note.
#[utoipa::path(tag = "supplier-verifications", params(("id" = SupplierVerificationId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = SupplierVerificationView)))]
#[post("/v1/supplier-verifications/{id}/revocations")]
async fn revoke_supplier_verification(
    command: Command<op::RevokeSupplierVerification, TransitionRequest>,
    id: Path<SupplierVerificationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    decisions::end_supplier_verification(&context, id.0, command).await
}

/// The history of a verification, oldest first.
#[utoipa::path(tag = "supplier-verifications",
    params(("id" = SupplierVerificationId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/supplier-verifications/{id}/transitions")]
async fn list_supplier_verification_transitions(
    query: Query<op::ListSupplierVerificationTransitions, ListTransitionsQuery>,
    id: Path<SupplierVerificationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let viewer = Viewer::of(query.caller());
    let mut conn = context.core.read().await?;
    queries::find_verification(&mut conn, &viewer, id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

/// What a party's verification is worth today (Asia/Jakarta), derived from its papers.
#[utoipa::path(tag = "parties", params(("id" = PartyId, Path)), responses((status = 200, body = StandingView)))]
#[get("/v1/parties/{id}/standing")]
async fn get_party_standing(
    query: Query<op::GetPartyStanding, NoParams>,
    id: Path<PartyId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let day = jakarta_date(context.core.clock.now());
    let mut conn = context.core.read().await?;
    let found = standing(&mut conn, id.0, day).await?;
    Reply::ok(&found.etag(), &found.view(query.caller()))
}

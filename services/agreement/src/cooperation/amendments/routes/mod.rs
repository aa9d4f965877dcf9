//! HTTP of the amendments; the steps stand in `transitions`.

mod transitions;

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use api_types::agreement::{
    AmendmentView, AttachmentQuery, CreateAgreementAmendmentRequest, CreateContractAmendmentRequest,
    ListAmendmentsQuery, TextView,
};
use api_types::{ListTransitionsQuery, Page, TransitionView};
use domain::shared::{AgreementId, AmendmentId, ContractId, Id as _, jakarta_date};
use service::{Error, Versioned as _, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::rows::Known;
use super::{operations, queries};
use crate::context::Context;
use crate::cooperation::agreements::named;
use crate::cooperation::amendments::access::op;
use crate::verification::scan;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(create_contract_amendment)
        .service(create_agreement_amendment)
        .service(list_amendments)
        .service(get_amendment)
        .service(get_amendment_text)
        .service(get_amendment_attachment)
        .service(list_amendment_transitions);
    transitions::routes(config);
}

/// Drafts an amendment of a contract: its whole new terms.
///
/// By the supplier, the buyer, or a coordinator of one of the two governments, while the contract is in force. One
/// amendment of a text waits at a time.
#[utoipa::path(tag = "amendments", params(("id" = ContractId, Path)),
    request_body = CreateContractAmendmentRequest, responses((status = 201, body = AmendmentView)))]
#[post("/v1/contracts/{id}/amendments")]
async fn create_contract_amendment(
    command: Command<op::CreateContractAmendment, CreateContractAmendmentRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_contract_amendment(&context, id.0, command).await
}

/// Drafts an amendment of an agreement: its whole new terms.
///
/// By a coordinator of one of the two governments, while the agreement is in force.
#[utoipa::path(tag = "amendments", params(("id" = AgreementId, Path)),
    request_body = CreateAgreementAmendmentRequest, responses((status = 201, body = AmendmentView)))]
#[post("/v1/agreements/{id}/amendments")]
async fn create_agreement_amendment(
    command: Command<op::CreateAgreementAmendment, CreateAgreementAmendmentRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_agreement_amendment(&context, id.0, command).await
}

/// The amendments the caller may see, in order of drafting.
#[utoipa::path(tag = "amendments", params(ListAmendmentsQuery),
    responses((status = 200, body = Page<AmendmentView>)))]
#[get("/v1/amendments")]
async fn list_amendments(
    query: Query<op::ListAmendments, ListAmendmentsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<AmendmentId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (after, limit) = (request.after, request.fetch());
    let found = queries::list_amendments(&mut conn, query.caller(), &query.params, after, limit).await?;
    let known = Known::of(&mut conn, &found).await?;
    let day = jakarta_date(context.core.clock.now());
    let views = found.iter().map(|one| one.view(query.caller(), day, &known));
    let views = views.collect::<Result<Vec<_>, Error>>()?;
    Reply::page(&page(&request, views, |amendment: &AmendmentView| amendment.id))
}

/// One amendment: both texts, what differs, and what it is about.
#[utoipa::path(tag = "amendments", params(("id" = AmendmentId, Path)),
    responses((status = 200, body = AmendmentView)))]
#[get("/v1/amendments/{id}")]
async fn get_amendment(
    query: Query<op::GetAmendment, NoParams>,
    id: Path<AmendmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let one = queries::get_amendment(&mut conn, query.caller(), id.0).await?;
    let known = Known::of(&mut conn, [&one]).await?;
    let day = jakarta_date(context.core.clock.now());
    Reply::ok(&one.etag(day), &one.view(query.caller(), day, &known)?)
}

/// The one text to be agreed to and signed, and its hash.
#[utoipa::path(tag = "amendments", params(("id" = AmendmentId, Path)),
    responses((status = 200, body = TextView)))]
#[get("/v1/amendments/{id}/text")]
async fn get_amendment_text(
    query: Query<op::GetAmendmentText, NoParams>,
    id: Path<AmendmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let one = queries::get_amendment(&mut conn, query.caller(), id.0).await?;
    let etag = one.etag(jakarta_date(context.core.clock.now()));
    Reply::ok(&etag, &TextView { text_sha256: one.row.text_hash()?, text: one.row.text })
}

/// The scan of an attached paper, by the hash that is signed with the text.
///
/// Where whoever attached the paper had brought it before (`/v1/files`).
#[utoipa::path(tag = "amendments", params(("id" = AmendmentId, Path), AttachmentQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
#[get("/v1/amendments/{id}/attachment")]
async fn get_amendment_attachment(
    query: Query<op::GetAmendmentAttachment, AttachmentQuery>,
    id: Path<AmendmentId>,
    context: Data<Context>,
) -> Result<HttpResponse, ApiError> {
    let one = queries::get_amendment(&mut *context.core.read().await?, query.caller(), id.0).await?;
    let hash = named(one.row.attached()?, query.params.sha256.as_ref())?;
    scan(&context, id.0.uuid(), &hash).await
}

/// The history of an amendment, oldest first.
#[utoipa::path(tag = "amendments", params(("id" = AmendmentId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/amendments/{id}/transitions")]
async fn list_amendment_transitions(
    query: Query<op::ListAmendmentTransitions, ListTransitionsQuery>,
    id: Path<AmendmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let one = queries::get_amendment(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), one.row.id.uuid(), &query.params).await?)
}

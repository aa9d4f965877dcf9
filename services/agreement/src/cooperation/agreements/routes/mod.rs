//! HTTP of the agreements; the plain transitions stand in `transitions`.

mod endings;
mod transitions;

use actix_web::web::Data;
use actix_web::{HttpResponse, get, patch, post};
use api_types::agreement::{
    AgreementView, AssignAuditorRequest, AttachmentQuery, CreateAgreementRequest, EndAuditorRequest,
    ListAgreementsQuery, SignAgreementRequest, TextConsentRequest, TextView, UpdateAgreementRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionView};
use domain::shared::{AgreementId, Id as _, jakarta_date};
use service::{Versioned as _, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::operations::named;
use super::{operations, queries};
use crate::context::Context;
use crate::cooperation::agreements::access::op;
use crate::cooperation::amendments::amended_text;
use crate::cooperation::consents::list_consents;
use crate::verification::scan;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(create_agreement)
        .service(list_agreements)
        .service(get_agreement)
        .service(update_agreement)
        .service(get_agreement_text)
        .service(get_agreement_attachment)
        .service(list_agreement_transitions)
        .service(assign_agreement_auditor)
        .service(end_agreement_auditor)
        .service(confirm_agreement_text)
        .service(record_council_approval)
        .service(sign_agreement);
    transitions::routes(config);
    endings::routes(config);
}

/// Drafts an agreement.
///
/// The coordinator's government becomes the initiator; until the offer nobody else sees the draft.
#[utoipa::path(tag = "agreements", request_body = CreateAgreementRequest,
    responses((status = 201, body = AgreementView)))]
#[post("/v1/agreements")]
async fn create_agreement(
    command: Command<op::CreateAgreement, CreateAgreementRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_agreement(&context, command).await
}

/// The agreements the caller may see, in order of drafting.
#[utoipa::path(tag = "agreements", params(ListAgreementsQuery),
    responses((status = 200, body = Page<AgreementView>)))]
#[get("/v1/agreements")]
async fn list_agreements(
    query: Query<op::ListAgreements, ListAgreementsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<AgreementId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (after, limit) = (request.after, request.fetch());
    let rows = queries::list_agreements(&mut conn, query.caller(), &query.params, after, limit).await?;
    let ids: Vec<Vec<Uuid>> =
        rows.iter().map(|row| row.agreed_to()).collect::<Result<_, service::Error>>()?;
    let ids = ids.concat();
    let consents = list_consents(&mut conn, &ids).await?;
    let day = jakarta_date(context.core.clock.now());
    let views = rows
        .into_iter()
        .map(|row| row.view(query.caller(), &consents, day))
        .collect::<Result<Vec<_>, _>>()?;
    Reply::page(&page(&request, views, |agreement: &AgreementView| agreement.id))
}

/// One agreement.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)),
    responses((status = 200, body = AgreementView)))]
#[get("/v1/agreements/{id}")]
async fn get_agreement(
    query: Query<op::GetAgreement, NoParams>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_known_agreement(&mut conn, query.caller(), id.0).await?;
    let consents = list_consents(&mut conn, &row.agreed_to()?).await?;
    let day = jakarta_date(context.core.clock.now());
    Reply::ok(&row.etag(day), &row.view(query.caller(), &consents, day)?)
}

/// Changes the text of an agreement.
///
/// The initiator its draft; in discussion either side the common part and its own plan.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)), request_body = UpdateAgreementRequest,
    responses((status = 200, body = AgreementView)))]
#[patch("/v1/agreements/{id}")]
async fn update_agreement(
    command: Command<op::UpdateAgreement, UpdateAgreementRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_agreement(&context, id.0, command).await
}

/// The one text to be confirmed and signed, and its hash.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)),
    responses((status = 200, body = TextView)))]
#[get("/v1/agreements/{id}/text")]
async fn get_agreement_text(
    query: Query<op::GetAgreementText, NoParams>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_agreement(&mut conn, query.caller(), id.0).await?;
    let day = jakarta_date(context.core.clock.now());
    let etag = row.etag(day);
    let canonical = match row.amendment_on(day)? {
        Some(amendment) => amended_text(&mut conn, amendment).await?,
        None => row.terms()?.canonical(),
    };
    Reply::ok(&etag, &TextView { text: canonical.text, text_sha256: canonical.hash })
}

/// The scan of an attached paper, by the hash that is confirmed with the text.
///
/// Where the side that attached the paper had brought it before (`/v1/files`).
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path), AttachmentQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
#[get("/v1/agreements/{id}/attachment")]
async fn get_agreement_attachment(
    query: Query<op::GetAgreementAttachment, AttachmentQuery>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<HttpResponse, ApiError> {
    let row = queries::get_agreement(&mut *context.core.read().await?, query.caller(), id.0).await?;
    let hash = named(row.attached()?, query.params.sha256.as_ref())?;
    scan(&context, id.0.uuid(), &hash).await
}

/// The history of an agreement, oldest first.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/agreements/{id}/transitions")]
async fn list_agreement_transitions(
    query: Query<op::ListAgreementTransitions, ListTransitionsQuery>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_agreement(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), row.id.uuid(), &query.params).await?)
}

/// Wants an auditor to read the agreement and all below it.
///
/// It reads once both sides want it; what one side wants is in `proposed_auditors` until then.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)), request_body = AssignAuditorRequest,
    responses((status = 200, body = AgreementView)))]
#[post("/v1/agreements/{id}/auditors")]
async fn assign_agreement_auditor(
    command: Command<op::AssignAgreementAuditor, AssignAuditorRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::assign_agreement_auditor(&context, id.0, command).await
}

/// Wants an auditor no longer.
///
/// Either side alone; from now on it reads nothing of the agreement. A proposal of the other side is declined by it, too.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)), request_body = EndAuditorRequest,
    responses((status = 200, body = AgreementView)))]
#[post("/v1/agreements/{id}/auditor-endings")]
async fn end_agreement_auditor(
    command: Command<op::EndAgreementAuditor, EndAuditorRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::end_agreement_auditor(&context, id.0, command).await
}

/// Confirms the text for the caller's side.
///
/// The second confirmation of the same hash leads to the councils that must approve, or to signing.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)), request_body = TextConsentRequest,
    responses((status = 200, body = AgreementView)))]
#[post("/v1/agreements/{id}/text-confirmations")]
async fn confirm_agreement_text(
    command: Command<op::ConfirmAgreementText, TextConsentRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::agree_agreement(&context, id.0, command).await
}

/// Records that the regional council (DPRD) of the caller's side has approved the text.
///
/// Names its decision among the `documents`, with number and date.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)), request_body = TextConsentRequest,
    responses((status = 200, body = AgreementView)))]
#[post("/v1/agreements/{id}/council-approvals")]
async fn record_council_approval(
    command: Command<op::RecordCouncilApproval, TextConsentRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::agree_agreement(&context, id.0, command).await
}

/// Signs the text for the caller's side.
///
/// By its governor, regent or mayor, whoever acts as such, or an official whose power of attorney covers it that day. The
/// agreement has a number by then.
#[utoipa::path(tag = "agreements", params(("id" = AgreementId, Path)), request_body = SignAgreementRequest,
    responses((status = 200, body = AgreementView)))]
#[post("/v1/agreements/{id}/signatures")]
async fn sign_agreement(
    command: Command<op::SignAgreement, SignAgreementRequest>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::sign_agreement(&context, id.0, command).await
}

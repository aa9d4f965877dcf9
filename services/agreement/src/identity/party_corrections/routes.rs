//! HTTP of the corrections.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::agreement::{CreatePartyCorrectionRequest, ListPartyCorrectionsQuery, PartyCorrectionView};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, PartyCorrectionId, PartyId};
use service::list_transitions;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Etag, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::rows::PartyCorrectionRow;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_party_correction).service(list_party_corrections).service(get_party_correction);
    config.service(confirm_party_correction).service(refuse_party_correction);
    config.service(withdraw_party_correction).service(list_party_correction_transitions);
}

/// Asks for a correction of a party: of its NIB or NPWP, or of a double registration.
///
/// By the party or its coordinator; another person, the coordinator of its home region, decides.
#[utoipa::path(tag = "party-corrections", params(("id" = PartyId, Path)),
    request_body = CreatePartyCorrectionRequest, responses((status = 201, body = PartyCorrectionView)))]
#[post("/v1/parties/{id}/corrections")]
async fn create_party_correction(
    command: Command<op::CreatePartyCorrection, CreatePartyCorrectionRequest>,
    id: Path<PartyId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_party_correction(&context, id.0, command).await
}

/// Corrections of the caller's own party, and of those it keeps, in order of asking.
#[utoipa::path(tag = "party-corrections", params(ListPartyCorrectionsQuery),
    responses((status = 200, body = Page<PartyCorrectionView>)))]
#[get("/v1/party-corrections")]
async fn list_party_corrections(
    query: Query<op::ListPartyCorrections, ListPartyCorrectionsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<PartyCorrectionId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (after, limit) = (request.after, request.fetch());
    let rows =
        queries::list_party_corrections(&mut conn, query.caller(), &query.params, after, limit).await?;
    let views = rows.into_iter().map(PartyCorrectionRow::view).collect();
    Reply::page(&page(&request, views, |view: &PartyCorrectionView| view.id))
}

/// One correction.
#[utoipa::path(tag = "party-corrections", params(("id" = PartyCorrectionId, Path)),
    responses((status = 200, body = PartyCorrectionView)))]
#[get("/v1/party-corrections/{id}")]
async fn get_party_correction(
    query: Query<op::GetPartyCorrection, NoParams>,
    id: Path<PartyCorrectionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_party_correction(&mut conn, query.caller(), id.0).await?;
    Reply::ok(&Etag::of(row.version), &row.view())
}

/// A second person puts it into force; what was there before stays in the correction.
#[utoipa::path(tag = "party-corrections", params(("id" = PartyCorrectionId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = PartyCorrectionView)))]
#[post("/v1/party-corrections/{id}/confirmations")]
async fn confirm_party_correction(
    command: Command<op::ConfirmPartyCorrection, TransitionRequest>,
    id: Path<PartyCorrectionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_party_correction(&context, id.0, command).await
}

/// A second person does not put it into force; needs a note.
#[utoipa::path(tag = "party-corrections", params(("id" = PartyCorrectionId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = PartyCorrectionView)))]
#[post("/v1/party-corrections/{id}/refusals")]
async fn refuse_party_correction(
    command: Command<op::RefusePartyCorrection, TransitionRequest>,
    id: Path<PartyCorrectionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_party_correction(&context, id.0, command).await
}

/// The party or its coordinator takes it back.
#[utoipa::path(tag = "party-corrections", params(("id" = PartyCorrectionId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = PartyCorrectionView)))]
#[post("/v1/party-corrections/{id}/withdrawals")]
async fn withdraw_party_correction(
    command: Command<op::WithdrawPartyCorrection, TransitionRequest>,
    id: Path<PartyCorrectionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_party_correction(&context, id.0, command).await
}

/// The history of a correction, oldest first.
#[utoipa::path(tag = "party-corrections", params(("id" = PartyCorrectionId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/party-corrections/{id}/transitions")]
async fn list_party_correction_transitions(
    query: Query<op::ListPartyCorrectionTransitions, ListTransitionsQuery>,
    id: Path<PartyCorrectionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_party_correction(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), row.id.uuid(), &query.params).await?)
}

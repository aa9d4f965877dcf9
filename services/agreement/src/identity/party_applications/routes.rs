//! HTTP of the party applications.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::agreement::{CreatePartyApplicationRequest, ListPartyApplicationsQuery, PartyApplicationView};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, PartyApplicationId};
use service::list_transitions;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Etag, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::rows::PartyApplicationRow;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_party_application).service(list_party_applications).service(get_party_application);
    config.service(accept_party_application).service(refuse_party_application);
    config.service(withdraw_party_application).service(list_party_application_transitions);
}

/// Asks for a party of the caller's own business.
///
/// With a token of the scope `agreement.party_applications.write`, which anybody gets who signs in at a trusted provider.
#[utoipa::path(tag = "party-applications", request_body = CreatePartyApplicationRequest,
    responses((status = 201, body = PartyApplicationView)))]
#[post("/v1/party-applications")]
async fn create_party_application(
    command: Command<op::CreatePartyApplication, CreatePartyApplicationRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_party_application(&context, command).await
}

/// The caller's own applications, and those for the region it coordinates, in order of handing in.
#[utoipa::path(tag = "party-applications", params(ListPartyApplicationsQuery),
    responses((status = 200, body = Page<PartyApplicationView>)))]
#[get("/v1/party-applications")]
async fn list_party_applications(
    query: Query<op::ListPartyApplications, ListPartyApplicationsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<PartyApplicationId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (after, limit) = (request.after, request.fetch());
    let rows =
        queries::list_party_applications(&mut conn, query.caller(), &query.params, after, limit).await?;
    let views = rows.into_iter().map(PartyApplicationRow::view).collect::<Result<Vec<_>, _>>()?;
    Reply::page(&page(&request, views, |view: &PartyApplicationView| view.id))
}

/// One party application.
#[utoipa::path(tag = "party-applications", params(("id" = PartyApplicationId, Path)),
    responses((status = 200, body = PartyApplicationView)))]
#[get("/v1/party-applications/{id}")]
async fn get_party_application(
    query: Query<op::GetPartyApplication, NoParams>,
    id: Path<PartyApplicationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_party_application(&mut conn, query.caller(), id.0).await?;
    Reply::ok(&Etag::of(row.version), &row.view()?)
}

/// Registers the party and makes the applicant its first member and administrator.
#[utoipa::path(tag = "party-applications", params(("id" = PartyApplicationId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = PartyApplicationView)))]
#[post("/v1/party-applications/{id}/acceptances")]
async fn accept_party_application(
    command: Command<op::AcceptPartyApplication, TransitionRequest>,
    id: Path<PartyApplicationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::answer_party_application(&context, id.0, command).await
}

/// Says why the party is not registered; needs a note.
#[utoipa::path(tag = "party-applications", params(("id" = PartyApplicationId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = PartyApplicationView)))]
#[post("/v1/party-applications/{id}/refusals")]
async fn refuse_party_application(
    command: Command<op::RefusePartyApplication, TransitionRequest>,
    id: Path<PartyApplicationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::answer_party_application(&context, id.0, command).await
}

/// The applicant takes it back.
#[utoipa::path(tag = "party-applications", params(("id" = PartyApplicationId, Path)),
    request_body = TransitionRequest, responses((status = 200, body = PartyApplicationView)))]
#[post("/v1/party-applications/{id}/withdrawals")]
async fn withdraw_party_application(
    command: Command<op::WithdrawPartyApplication, TransitionRequest>,
    id: Path<PartyApplicationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::withdraw_party_application(&context, id.0, command).await
}

/// The history of a party application, oldest first.
#[utoipa::path(tag = "party-applications", params(("id" = PartyApplicationId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/party-applications/{id}/transitions")]
async fn list_party_application_transitions(
    query: Query<op::ListPartyApplicationTransitions, ListTransitionsQuery>,
    id: Path<PartyApplicationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_party_application(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), row.id.uuid(), &query.params).await?)
}

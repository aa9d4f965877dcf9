//! HTTP of the invitations.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::agreement::{CreateInvitationRequest, InvitationView, ListInvitationsQuery};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, InvitationId, PartyId};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Etag, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{operations, queries};
use crate::context::Context;
use crate::identity::memberships::keeps;
use crate::identity::parties::find_party;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_invitation).service(list_invitations).service(get_invitation);
    config.service(withdraw_invitation).service(list_invitation_transitions);
}

/// Invites a person into a party.
///
/// The answer holds a code; who first signs in with it, as `invitation` of the token exchange, is a member from then on.
#[utoipa::path(tag = "invitations", params(("id" = PartyId, Path)), request_body = CreateInvitationRequest,
    responses((status = 201, body = InvitationView)))]
#[post("/v1/parties/{id}/invitations")]
async fn create_invitation(
    command: Command<op::CreateInvitation, CreateInvitationRequest>,
    id: Path<PartyId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_invitation(&context, id.0, command).await
}

/// The invitations into a party, for itself and for who keeps it.
#[utoipa::path(tag = "invitations", params(("id" = PartyId, Path), ListInvitationsQuery),
    responses((status = 200, body = Page<InvitationView>)))]
#[get("/v1/parties/{id}/invitations")]
async fn list_invitations(
    query: Query<op::ListInvitations, ListInvitationsQuery>,
    id: Path<PartyId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<InvitationId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let party = find_party(&conn, id.0).await?.ok_or(Error::NotFound)?;
    if query.caller().party() != party.id {
        keeps(query.caller(), &party)?;
    }
    let (after, limit) = (request.after, request.fetch());
    let rows = queries::list_invitations(&mut conn, id.0, &query.params, after, limit).await?;
    let views = rows.into_iter().map(|row| row.view(None)).collect();
    Reply::page(&page(&request, views, |view: &InvitationView| view.id))
}

/// One invitation.
#[utoipa::path(tag = "invitations", params(("id" = InvitationId, Path)),
    responses((status = 200, body = InvitationView)))]
#[get("/v1/invitations/{id}")]
async fn get_invitation(
    query: Query<op::GetInvitation, NoParams>,
    id: Path<InvitationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let (row, _) = queries::get_invitation(&mut conn, query.caller(), id.0).await?;
    Reply::ok(&Etag::of(row.version), &row.view(None))
}

/// Takes an invitation back before it is taken up.
#[utoipa::path(tag = "invitations", params(("id" = InvitationId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = InvitationView)))]
#[post("/v1/invitations/{id}/withdrawals")]
async fn withdraw_invitation(
    command: Command<op::WithdrawInvitation, TransitionRequest>,
    id: Path<InvitationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::withdraw_invitation(&context, id.0, command).await
}

/// The history of an invitation, oldest first.
#[utoipa::path(tag = "invitations", params(("id" = InvitationId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/invitations/{id}/transitions")]
async fn list_invitation_transitions(
    query: Query<op::ListInvitationTransitions, ListTransitionsQuery>,
    id: Path<InvitationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let (row, _) = queries::get_invitation(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), row.id.uuid(), &query.params).await?)
}

//! HTTP of memberships.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use api_types::agreement::{
    CreateMembershipRequest, ListMembershipsQuery, MembershipView, UpdateMembershipRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, MembershipId, PartyId, jakarta_date};
use service::{Error, Versioned as _, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::{operations, queries};
use crate::context::Context;
use crate::identity::memberships::access::op;
use crate::identity::parties::find_party;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(create_membership)
        .service(list_memberships)
        .service(get_membership)
        .service(update_membership)
        .service(confirm_membership)
        .service(accept_membership)
        .service(end_membership)
        .service(list_membership_transitions);
}

/// Makes a person a member of a party.
///
/// The person signs in at a trusted OpenID provider; issuer and subject of that sign-in are named here. Roles that decide are
/// `wanted_roles` until a second person has confirmed them and the person has accepted them.
#[utoipa::path(tag = "memberships", params(("id" = PartyId, Path)), request_body = CreateMembershipRequest,
    responses((status = 201, body = MembershipView)))]
#[post("/v1/parties/{id}/memberships")]
async fn create_membership(
    command: Command<op::CreateMembership, CreateMembershipRequest>,
    id: Path<PartyId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_membership(&context, id.0, command).await
}

/// The members of a party, for itself and for who keeps it.
#[utoipa::path(tag = "memberships", params(("id" = PartyId, Path), ListMembershipsQuery),
    responses((status = 200, body = Page<MembershipView>)))]
#[get("/v1/parties/{id}/memberships")]
async fn list_memberships(
    query: Query<op::ListMemberships, ListMembershipsQuery>,
    id: Path<PartyId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<MembershipId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let party = find_party(&conn, id.0).await?.ok_or(Error::NotFound)?;
    if query.caller().party() != party.id {
        operations::keeps(query.caller(), &party)?;
    }
    let rows = queries::list_memberships(&mut conn, id.0, request.after, request.fetch()).await?;
    let views = rows.iter().map(|row| row.view()).collect();
    Reply::page(&page(&request, views, |view: &MembershipView| view.id))
}

/// One membership, for the party, who keeps it, and the person.
#[utoipa::path(tag = "memberships", params(("id" = MembershipId, Path)),
    responses((status = 200, body = MembershipView)))]
#[get("/v1/memberships/{id}")]
async fn get_membership(
    query: Query<op::GetMembership, NoParams>,
    id: Path<MembershipId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_membership(&mut conn, query.caller(), id.0).await?;
    Reply::ok(&row.etag(jakarta_date(context.core.clock.now())), &row.view())
}

/// Changes a membership's roles or name; tokens with the former roles end.
///
/// A role that decides waits as at the first grant, and the former roles go on until then.
#[utoipa::path(tag = "memberships", params(("id" = MembershipId, Path)),
    request_body = UpdateMembershipRequest, responses((status = 200, body = MembershipView)))]
#[patch("/v1/memberships/{id}")]
async fn update_membership(
    command: Command<op::UpdateMembership, UpdateMembershipRequest>,
    id: Path<MembershipId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_membership(&context, id.0, command).await
}

/// A second person confirms roles that decide.
///
/// Another coordinator of the government that keeps the party, or the platform's administrator: neither who gave the roles
/// nor who shall hold them. The person accepts them next, unless it took up an invitation.
#[utoipa::path(tag = "memberships", params(("id" = MembershipId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = MembershipView)))]
#[post("/v1/memberships/{id}/confirmations")]
async fn confirm_membership(
    command: Command<op::ConfirmMembership, TransitionRequest>,
    id: Path<MembershipId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::confirm_membership(&context, id.0, command).await
}

/// The person takes on roles that were confirmed.
///
/// By the person alone, with a token of any party or of a guest; tokens with the former roles end.
#[utoipa::path(tag = "memberships", params(("id" = MembershipId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = MembershipView)))]
#[post("/v1/memberships/{id}/acceptances")]
async fn accept_membership(
    command: Command<op::AcceptMembership, TransitionRequest>,
    id: Path<MembershipId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::accept_membership(&context, id.0, command).await
}

/// Ends a membership and its tokens: who keeps the party, or the person itself, who leaves.
#[utoipa::path(tag = "memberships", params(("id" = MembershipId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = MembershipView)))]
#[post("/v1/memberships/{id}/endings")]
async fn end_membership(
    command: Command<op::EndMembership, TransitionRequest>,
    id: Path<MembershipId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::end_membership(&context, id.0, command).await
}

/// The history of a membership: who gave, confirmed, accepted, changed and ended it; oldest first.
#[utoipa::path(tag = "memberships", params(("id" = MembershipId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/memberships/{id}/transitions")]
async fn list_membership_transitions(
    query: Query<op::ListMembershipTransitions, ListTransitionsQuery>,
    id: Path<MembershipId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_membership(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), row.id.uuid(), &query.params).await?)
}

//! HTTP of memberships.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use api_types::Page;
use api_types::agreement::{
    CreateMembershipRequest, ListMembershipsQuery, MembershipView, UpdateMembershipRequest,
};
use domain::shared::{MembershipId, PartyId, jakarta_date};
use service::{Error, Versioned as _};
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
        .service(delete_membership);
}

/// Makes a person a member of a party.
///
/// The person signs in at a trusted OpenID provider; issuer and subject of that sign-in are named here.
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

/// One membership.
#[utoipa::path(tag = "memberships", params(("id" = MembershipId, Path)),
    responses((status = 200, body = MembershipView)))]
#[get("/v1/memberships/{id}")]
async fn get_membership(
    query: Query<op::GetMembership, NoParams>,
    id: Path<MembershipId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let found = queries::find_membership(&mut conn, id.0).await?;
    let caller = query.caller();
    let visible = found.filter(|(_, party)| party.kept_by(caller) || party.id == caller.party());
    let (row, _) = visible.ok_or(Error::NotFound)?;
    Reply::ok(&row.etag(jakarta_date(context.core.clock.now())), &row.view())
}

/// Changes a membership's roles or name; tokens with the former roles end.
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

/// Ends a membership and its tokens.
#[utoipa::path(tag = "memberships", params(("id" = MembershipId, Path)), responses((status = 204)))]
#[delete("/v1/memberships/{id}")]
async fn delete_membership(
    command: Command<op::DeleteMembership, ()>,
    id: Path<MembershipId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::delete_membership(&context, id.0, command).await
}

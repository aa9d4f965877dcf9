//! HTTP of machine clients.

use actix_web::web::Data;
use actix_web::{delete, get, post};
use api_types::Page;
use api_types::agreement::{
    ChangeClientCredentialRequest, ClientView, CreateClientRequest, ListClientsQuery,
};
use domain::shared::{ClientId, PartyId, jakarta_date};
use service::{Error, Versioned as _};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::{operations, queries};
use crate::context::Context;
use crate::identity::clients::access::op;
use crate::identity::memberships::keeps;
use crate::identity::parties::find_party;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(create_client)
        .service(list_clients)
        .service(get_client)
        .service(change_client_credential)
        .service(delete_client);
}

/// Registers a machine client of a party.
///
/// The caller draws 256 random bits and registers only their SHA-256, or registers a public key.
#[utoipa::path(tag = "clients", params(("id" = PartyId, Path)), request_body = CreateClientRequest,
    responses((status = 201, body = ClientView)))]
#[post("/v1/parties/{id}/clients")]
async fn create_client(
    command: Command<op::CreateClient, CreateClientRequest>,
    id: Path<PartyId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_client(&context, id.0, command).await
}

/// The machine clients of a party, for itself and for who keeps it.
#[utoipa::path(tag = "clients", params(("id" = PartyId, Path), ListClientsQuery),
    responses((status = 200, body = Page<ClientView>)))]
#[get("/v1/parties/{id}/clients")]
async fn list_clients(
    query: Query<op::ListClients, ListClientsQuery>,
    id: Path<PartyId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<ClientId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let party = find_party(&conn, id.0).await?.ok_or(Error::NotFound)?;
    if query.caller().party() != party.id {
        keeps(query.caller(), &party)?;
    }
    let rows = queries::list_clients(&mut conn, id.0, request.after, request.fetch()).await?;
    let views = rows.iter().map(|row| row.view()).collect();
    Reply::page(&page(&request, views, |view: &ClientView| view.id))
}

/// One machine client.
#[utoipa::path(tag = "clients", params(("id" = ClientId, Path)), responses((status = 200, body = ClientView)))]
#[get("/v1/clients/{id}")]
async fn get_client(
    query: Query<op::GetClient, NoParams>,
    id: Path<ClientId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let found = queries::find_client(&mut conn, id.0).await?;
    let caller = query.caller();
    let visible = found.filter(|(_, party)| party.kept_by(caller) || party.id == caller.party());
    let (row, _) = visible.ok_or(Error::NotFound)?;
    Reply::ok(&row.etag(jakarta_date(context.core.clock.now())), &row.view())
}

/// Replaces a client's credential; the former one and its tokens end at once.
#[utoipa::path(tag = "clients", params(("id" = ClientId, Path)),
    request_body = ChangeClientCredentialRequest, responses((status = 200, body = ClientView)))]
#[post("/v1/clients/{id}/credential-changes")]
async fn change_client_credential(
    command: Command<op::ChangeClientCredential, ChangeClientCredentialRequest>,
    id: Path<ClientId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::change_client_credential(&context, id.0, command).await
}

/// Ends a machine client and its tokens.
#[utoipa::path(tag = "clients", params(("id" = ClientId, Path)), responses((status = 204)))]
#[delete("/v1/clients/{id}")]
async fn delete_client(
    command: Command<op::DeleteClient, ()>,
    id: Path<ClientId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::delete_client(&context, id.0, command).await
}

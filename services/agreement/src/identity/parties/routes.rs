//! HTTP of the parties.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use api_types::Page;
use api_types::agreement::{
    CreatePartyRequest, ListPartiesQuery, ListPartyNamesQuery, PartyNameView, PartyView, UpdatePartyRequest,
};
use chrono::{DateTime, Utc};
use domain::shared::{PartyId, jakarta_date};
use futures_util::future::try_join;
use service::{Error, Versioned as _};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::visibility::partners_of;
use super::{operations, queries};
use crate::context::Context;
use crate::identity::parties::access::op;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_party).service(list_parties).service(get_party).service(update_party);
    config.service(list_party_names);
}

/// Registers a party.
///
/// A coordinator registers parties of the own region; the first government of a region is registered
/// by the platform's administrator.
#[utoipa::path(tag = "parties", request_body = CreatePartyRequest, responses((status = 201, body = PartyView)))]
#[post("/v1/parties")]
async fn create_party(
    command: Command<op::CreateParty, CreatePartyRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_party(&context, command).await
}

/// The directory of parties, in order of registration.
#[utoipa::path(tag = "parties", params(ListPartiesQuery), responses((status = 200, body = Page<PartyView>)))]
#[get("/v1/parties")]
async fn list_parties(
    query: Query<op::ListParties, ListPartiesQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<PartyId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let rows = queries::list_parties(&mut conn, &query.params, request.after, request.fetch()).await?;
    let listed: Vec<PartyId> = rows.iter().map(|row| row.id).collect();
    let partners = partners_of(&conn, query.caller().party(), &listed).await?;
    let views = rows.into_iter().map(|row| row.view(query.caller(), &partners)).collect();
    Reply::page(&page(&request, views, |party: &PartyView| party.id))
}

/// One party.
#[utoipa::path(tag = "parties", params(("id" = PartyId, Path)), responses((status = 200, body = PartyView)))]
#[get("/v1/parties/{id}")]
async fn get_party(
    query: Query<op::GetParty, NoParams>,
    id: Path<PartyId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let me = query.caller().party();
    let found =
        async |conn: &_| try_join(queries::find_party(conn, id.0), partners_of(conn, me, &[id.0])).await;
    let (row, partners) = context.core.fast(found).await?;
    let row = row.ok_or(Error::NotFound)?;
    Reply::ok(&row.etag(jakarta_date(context.core.clock.now())), &row.view(query.caller(), &partners))
}

/// The names a party has had, the first first; what was signed shows the name it was signed under.
#[utoipa::path(tag = "parties", params(("id" = PartyId, Path), ListPartyNamesQuery),
    responses((status = 200, body = Page<PartyNameView>)))]
#[get("/v1/parties/{id}/names")]
async fn list_party_names(
    query: Query<op::ListPartyNames, ListPartyNamesQuery>,
    id: Path<PartyId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<DateTime<Utc>>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    queries::find_party(&conn, id.0).await?.ok_or(Error::NotFound)?;
    let rows = queries::list_names(&mut conn, id.0, request.after, request.fetch()).await?;
    Reply::page(&page(&request, rows, |name: &PartyNameView| name.from_at))
}

/// Changes a party's names and address.
#[utoipa::path(tag = "parties", params(("id" = PartyId, Path)), request_body = UpdatePartyRequest,
    responses((status = 200, body = PartyView)))]
#[patch("/v1/parties/{id}")]
async fn update_party(
    command: Command<op::UpdateParty, UpdatePartyRequest>,
    id: Path<PartyId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_party(&context, id.0, command).await
}

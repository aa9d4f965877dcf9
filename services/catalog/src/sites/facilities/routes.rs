//! HTTP of the facilities.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use api_types::catalog::{
    CreateFacilityRequest, FacilityUsabilityQuery, FacilityUsabilitySpansView, FacilityUsabilityView,
    FacilityView, ListFacilitiesQuery, ListFacilityUsabilitiesQuery, UpdateFacilityRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{FacilityId, Id as _, jakarta_date};
use service::{Versioned as _, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Etag, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::rows::FacilityRow;
use super::{operations, queries, usability};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_facility).service(list_facilities).service(get_facility).service(update_facility);
    config
        .service(get_facility_usability)
        .service(list_facility_usabilities)
        .service(close_facility)
        .service(list_facility_transitions);
}

/// Registers a facility of the caller's party.
///
/// Its papers are declared next; a government of its region checks them.
#[utoipa::path(tag = "facilities", request_body = CreateFacilityRequest,
    responses((status = 201, body = FacilityView)))]
#[post("/v1/facilities")]
async fn create_facility(
    command: Command<op::CreateFacility, CreateFacilityRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_facility(&context, command).await
}

/// All facilities, in order of registration.
#[utoipa::path(tag = "facilities", params(ListFacilitiesQuery),
    responses((status = 200, body = Page<FacilityView>)))]
#[get("/v1/facilities")]
async fn list_facilities(
    query: Query<op::ListFacilities, ListFacilitiesQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<FacilityId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let rows =
        queries::list_facilities(&mut conn, &query.params, None, request.after, request.fetch()).await?;
    let views = rows.into_iter().map(FacilityRow::view).collect();
    Reply::page(&page(&request, views, |facility: &FacilityView| facility.id))
}

/// One facility.
#[utoipa::path(tag = "facilities", params(("id" = FacilityId, Path)),
    responses((status = 200, body = FacilityView)))]
#[get("/v1/facilities/{id}")]
async fn get_facility(
    _query: Query<op::GetFacility, NoParams>,
    id: Path<FacilityId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let conn = context.core.read().await?;
    let row = queries::find_facility(&conn, id.0).await?;
    Reply::ok(&Etag::of(row.version()), &row.view())
}

/// Whether goods may be loaded at a facility on a day.
///
/// Derived when asked, from what is known of the facility now and from the rules in force on the day; every rule that is not
/// met is named.
#[utoipa::path(tag = "facilities", params(("id" = FacilityId, Path), FacilityUsabilityQuery),
    responses((status = 200, body = FacilityUsabilityView)))]
#[get("/v1/facilities/{id}/usability")]
async fn get_facility_usability(
    query: Query<op::GetFacilityUsability, FacilityUsabilityQuery>,
    id: Path<FacilityId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let today = jakarta_date(context.core.clock.now());
    let conn = context.core.read().await?;
    Reply::json(&usability::usability(&conn, id.0, &query.params, today).await?)
}

/// When goods may be loaded at facilities: all days of each, in spans.
///
/// Derived when asked, as the answer for one day is; who follows facilities keeps this and asks again when something about one
/// has happened.
#[utoipa::path(tag = "facilities", params(ListFacilityUsabilitiesQuery),
    responses((status = 200, body = Page<FacilityUsabilitySpansView>)))]
#[get("/v1/facility-usabilities")]
async fn list_facility_usabilities(
    query: Query<op::ListFacilityUsabilities, ListFacilityUsabilitiesQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<FacilityId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let ListFacilityUsabilitiesQuery { facility_id, owner_party_id, region_code, .. } = query.params;
    let matching = ListFacilitiesQuery { owner_party_id, region_code, ..Default::default() };
    let (after, limit) = (request.after, request.fetch());
    let rows = queries::list_facilities(&mut conn, &matching, facility_id, after, limit).await?;
    let views = usability::usabilities(&conn, rows).await?;
    Reply::page(&page(&request, views, |judged: &FacilityUsabilitySpansView| judged.facility.id))
}

/// Changes a facility's name, place and capacity.
#[utoipa::path(tag = "facilities", params(("id" = FacilityId, Path)), request_body = UpdateFacilityRequest,
    responses((status = 200, body = FacilityView)))]
#[patch("/v1/facilities/{id}")]
async fn update_facility(
    command: Command<op::UpdateFacility, UpdateFacilityRequest>,
    id: Path<FacilityId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_facility(&context, id.0, command).await
}

/// Closes a facility for good.
///
/// From that day on nothing is loaded there.
#[utoipa::path(tag = "facilities", params(("id" = FacilityId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = FacilityView)))]
#[post("/v1/facilities/{id}/closures")]
async fn close_facility(
    command: Command<op::CloseFacility, TransitionRequest>,
    id: Path<FacilityId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::close_facility(&context, id.0, command).await
}

/// The history of a facility, oldest first.
#[utoipa::path(tag = "facilities", params(("id" = FacilityId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/facilities/{id}/transitions")]
async fn list_facility_transitions(
    query: Query<op::ListFacilityTransitions, ListTransitionsQuery>,
    id: Path<FacilityId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_facility(&conn, id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

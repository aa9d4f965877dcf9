//! HTTP of the listings.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{CreateListingRequest, ListListingsQuery, ListingView};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, ListingId, jakarta_date};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{operations, queries, views};
use crate::context::Context;
use crate::goods::permit_rules;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_listing).service(list_listings).service(get_listing).service(accept_listing);
    config.service(suspend_listing).service(resume_listing).service(delist_listing);
    config.service(list_listing_transitions);
}

/// Lists a variant in an outlet.
///
/// At once when the outlet's operator asks; when the supplier asks, the operator accepts it first. The product is
/// published, has its permits today and, where it needs curation, an approval for this outlet that holds today; what is planned
/// of it in all outlets stays within the ceiling of that approval.
#[utoipa::path(tag = "listings", request_body = CreateListingRequest, responses((status = 201, body = ListingView)))]
#[post("/v1/listings")]
async fn create_listing(
    command: Command<op::CreateListing, CreateListingRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_listing(&context, command).await
}

/// The listings, oldest first.
#[utoipa::path(tag = "listings", params(ListListingsQuery), responses((status = 200, body = Page<ListingView>)))]
#[get("/v1/listings")]
async fn list_listings(
    query: Query<op::ListListings, ListListingsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<ListingId>::of(&query.params)?;
    let (day, caller) = (jakarta_date(context.core.clock.now()), query.caller());
    let mut conn = context.core.read().await?;
    let rows =
        queries::list_listings(&mut conn, caller, &query.params, request.after, request.fetch()).await?;
    let rules = permit_rules(&conn).await?;
    let views = views::views(&mut conn, rows, &rules, day).await?;
    Reply::page(&page(&request, views, |listing: &ListingView| listing.id))
}

/// One listing.
#[utoipa::path(tag = "listings", params(("id" = ListingId, Path)), responses((status = 200, body = ListingView)))]
#[get("/v1/listings/{id}")]
async fn get_listing(
    query: Query<op::GetListing, NoParams>,
    id: Path<ListingId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let day = jakarta_date(context.core.clock.now());
    let mut conn = context.core.read().await?;
    let row = queries::find_listing(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    let rules = permit_rules(&conn).await?;
    let (etag, view) = views::one(&mut conn, row, &rules, day).await?;
    Reply::ok(&etag, &view)
}

/// Takes on what a supplier asked for.
///
/// By the outlet's operator, through the same gate as a new listing.
#[utoipa::path(tag = "listings", params(("id" = ListingId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ListingView)))]
#[post("/v1/listings/{id}/acceptances")]
async fn accept_listing(
    command: Command<op::AcceptListing, TransitionRequest>,
    id: Path<ListingId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_listing(&context, id.0, command).await
}

/// Takes a listing off the shelf for a time.
#[utoipa::path(tag = "listings", params(("id" = ListingId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ListingView)))]
#[post("/v1/listings/{id}/suspensions")]
async fn suspend_listing(
    command: Command<op::SuspendListing, TransitionRequest>,
    id: Path<ListingId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_listing(&context, id.0, command).await
}

/// Puts a suspended listing back, through the same gate.
///
/// The version that is listed from then on is the one the variant has now.
#[utoipa::path(tag = "listings", params(("id" = ListingId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ListingView)))]
#[post("/v1/listings/{id}/resumptions")]
async fn resume_listing(
    command: Command<op::ResumeListing, TransitionRequest>,
    id: Path<ListingId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_listing(&context, id.0, command).await
}

/// Takes a listing off the shelf for good.
#[utoipa::path(tag = "listings", params(("id" = ListingId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ListingView)))]
#[post("/v1/listings/{id}/delistings")]
async fn delist_listing(
    command: Command<op::DelistListing, TransitionRequest>,
    id: Path<ListingId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_listing(&context, id.0, command).await
}

/// The history of a listing, oldest first.
#[utoipa::path(tag = "listings", params(("id" = ListingId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/listings/{id}/transitions")]
async fn list_listing_transitions(
    query: Query<op::ListListingTransitions, ListTransitionsQuery>,
    id: Path<ListingId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_listing(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

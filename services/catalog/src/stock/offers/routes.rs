//! HTTP of the stock offers.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use api_types::catalog::{
    CreateStockOfferRequest, ListAvailableStockQuery, ListStockOffersQuery, StockOfferView,
    UpdateStockOfferRequest,
};
use api_types::{ImportQuery, JobView, ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, StockOfferId, jakarta_date};
use service::{Error, import_route, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, Upload, page};

use super::access::op;
use super::import::Offers;
use super::search::{Position, Wanted, list_available};
use super::{operations, queries, views};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_stock_offer).service(list_stock_offers).service(get_stock_offer);
    config.service(update_stock_offer).service(publish_stock_offer).service(withdraw_stock_offer);
    config.service(list_stock_offer_transitions).service(list_available_stock);
    config.service(create_stock_offer_import);
}

/// Writes down what the caller's party has to offer.
///
/// Nobody else reads it before it is published.
#[utoipa::path(tag = "stock-offers", request_body = CreateStockOfferRequest,
    responses((status = 201, body = StockOfferView)))]
#[post("/v1/stock-offers")]
async fn create_stock_offer(
    command: Command<op::CreateStockOffer, CreateStockOfferRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_stock_offer(&context, command).await
}

import_route! {
    /// Asks for a job that tries a file of stock offers, or drafts its offers.
    ///
    /// CSV in UTF-8 or the first sheet of an XLSX workbook, of at most 16 MiB and 100,000 rows. The first row names the columns, in any
    /// order: commodity_code, form_code, region_code, available_from_date, available_until_date, and quantity with its unit or heads; where
    /// they are told least_lot and step (in the same unit), facility_id, price with its price_basis (in Indonesian kode komoditas, kode
    /// bentuk, kode wilayah, tersedia dari, tersedia sampai, jumlah, satuan, ekor, jumlah terkecil, kelipatan, fasilitas, harga, dasar
    /// harga). It goes on as for products: try it with `dry_run=true`, then send the same file with the `sha256` of the report.
    create_stock_offer_import (CreateStockOfferImport) of Offers, "stock-offers", "/v1/stock-offer-imports", "/v1/catalog-jobs",
        "commodity_code,form_code,quantity,unit,region_code,available_from_date,available_until_date,price,price_basis\nrice,milled_medium,9000,KGM,18.72,2026-12-01,2027-05-20,13500,per_kg_net\n"
}

/// The offers that the caller may read, oldest first: its own, and all that were published.
#[utoipa::path(tag = "stock-offers", params(ListStockOffersQuery),
    responses((status = 200, body = Page<StockOfferView>)))]
#[get("/v1/stock-offers")]
async fn list_stock_offers(
    query: Query<op::ListStockOffers, ListStockOffersQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<StockOfferId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, after) = (query.caller(), request.after);
    let rows = queries::list_offers(&mut conn, caller, &query.params, after, request.fetch()).await?;
    let today = jakarta_date(context.core.clock.now());
    let shown = views::shown(&mut conn, rows, caller, today).await?;
    Reply::page(&page(&request, shown, |offer: &StockOfferView| offer.id))
}

/// One offer, with what is left of it today.
#[utoipa::path(tag = "stock-offers", params(("id" = StockOfferId, Path)),
    responses((status = 200, body = StockOfferView)))]
#[get("/v1/stock-offers/{id}")]
async fn get_stock_offer(
    query: Query<op::GetStockOffer, NoParams>,
    id: Path<StockOfferId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::find_offer(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    let today = jakarta_date(context.core.clock.now());
    let offer = views::one(&mut conn, row, today).await?;
    let etag = offer.derived_etag(today);
    Reply::ok(&etag, &offer.view(query.caller().reads_prices(), today))
}

/// Changes what an offer says.
///
/// The whole offer is judged as a new one would be; it never says less than what buyers hold of it.
#[utoipa::path(tag = "stock-offers", params(("id" = StockOfferId, Path)), request_body = UpdateStockOfferRequest,
    responses((status = 200, body = StockOfferView)))]
#[patch("/v1/stock-offers/{id}")]
async fn update_stock_offer(
    command: Command<op::UpdateStockOffer, UpdateStockOfferRequest>,
    id: Path<StockOfferId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_stock_offer(&context, id.0, command).await
}

/// Publishes an offer.
///
/// Every party reads it from then on, and buyers hold of it.
#[utoipa::path(tag = "stock-offers", params(("id" = StockOfferId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = StockOfferView)))]
#[post("/v1/stock-offers/{id}/publications")]
async fn publish_stock_offer(
    command: Command<op::PublishStockOffer, TransitionRequest>,
    id: Path<StockOfferId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_stock_offer(&context, id.0, command).await
}

/// Withdraws an offer.
///
/// Nothing more of it is held; what is held already goes on.
#[utoipa::path(tag = "stock-offers", params(("id" = StockOfferId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = StockOfferView)))]
#[post("/v1/stock-offers/{id}/withdrawals")]
async fn withdraw_stock_offer(
    command: Command<op::WithdrawStockOffer, TransitionRequest>,
    id: Path<StockOfferId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_stock_offer(&context, id.0, command).await
}

/// The history of an offer, oldest first.
#[utoipa::path(tag = "stock-offers", params(("id" = StockOfferId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/stock-offers/{id}/transitions")]
async fn list_stock_offer_transitions(
    query: Query<op::ListStockOfferTransitions, ListTransitionsQuery>,
    id: Path<StockOfferId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_offer(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

/// What can be had on a day: published, with the least lot left, those first whose days end first.
///
/// `q` finds commodities and forms by their names in either language.
#[utoipa::path(tag = "available-stock", params(ListAvailableStockQuery),
    responses((status = 200, body = Page<StockOfferView>)))]
#[get("/v1/available-stock")]
async fn list_available_stock(
    query: Query<op::ListAvailableStock, ListAvailableStockQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<Position>::of(&query.params)?;
    let today = jakarta_date(context.core.clock.now());
    let mut conn = context.core.read().await?;
    let wanted = Wanted::of(&mut conn, &query.params, today).await?;
    let rows = list_available(&mut conn, &wanted, request.after, request.fetch()).await?;
    let shown = views::shown(&mut conn, rows, query.caller(), today).await?;
    Reply::page(&page(&request, shown, |offer: &StockOfferView| Position {
        until: offer.available_until_date,
        id: offer.id,
    }))
}

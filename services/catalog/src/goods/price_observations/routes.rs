//! HTTP of the prices that were seen.

use actix_web::web::Data;
use actix_web::{get, post, put};
use api_types::catalog::{
    ListPriceObservationsQuery, PriceObservationView, PriceSeriesQuery, PriceSeriesView,
    PutPriceObservationRequest,
};
use api_types::{ImportQuery, JobView, Page};
use domain::shared::PriceObservationId;
use service::{Error, import_route};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, Upload, page};

use super::access::op;
use super::import::Prices;
use super::queries::Position;
use super::rows::PriceObservationRow;
use super::{operations, queries, series};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(put_price_observation).service(list_price_observations).service(get_price_observation);
    config.service(get_price_series).service(create_price_observation_import);
}

/// Records a price that was seen, with the sender's own id.
///
/// 201 for a new one, 200 for the same content again, 409 for other content under the same id. The id is the sender's own:
/// `pob_` and 32 hexadecimal digits. A mistake is corrected by another observation of the same party that names it.
#[utoipa::path(tag = "price-observations", params(("id" = PriceObservationId, Path)),
    request_body = PutPriceObservationRequest,
    responses((status = 201, body = PriceObservationView), (status = 200, body = PriceObservationView)))]
#[put("/v1/price-observations/{id}")]
async fn put_price_observation(
    command: Command<op::PutPriceObservation, PutPriceObservationRequest>,
    id: Path<PriceObservationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::put_price_observation(&context, id.0, command).await
}

import_route! {
    /// Asks for a job that tries a file of prices that were seen, or records its prices.
    ///
    /// CSV in UTF-8 or the first sheet of an XLSX workbook, of at most 16 MiB and 100,000 rows. The first row names the columns, in any
    /// order: commodity_code, form_code, region_code, level, price_basis, price, observed_date, source, and grade where it has a price of its
    /// own (in Indonesian kode komoditas, kode bentuk, kode wilayah, tingkat, dasar harga, harga, tanggal, sumber, mutu). It goes on as
    /// for products: try it with `dry_run=true`, then send the same file with the `sha256` of the report. The same file records nothing twice.
    create_price_observation_import (CreatePriceObservationImport) of Prices, "price-observations", "/v1/price-observation-imports",
        "/v1/catalog-jobs",
        "commodity_code,form_code,region_code,level,price_basis,price,observed_date,source\neggs,fresh_shell,31.75,consumer,per_kg_net,28500,2026-11-16,Pasar Induk Kramat Jati\n"
}

/// The prices that were seen and count, the latest first.
#[utoipa::path(tag = "price-observations", params(ListPriceObservationsQuery),
    responses((status = 200, body = Page<PriceObservationView>)))]
#[get("/v1/price-observations")]
async fn list_price_observations(
    query: Query<op::ListPriceObservations, ListPriceObservationsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<Position>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let rows = queries::list_observations(&mut conn, &query.params, request.after, request.fetch()).await?;
    let rows = page(&request, rows, PriceObservationRow::position);
    let items = rows.items.into_iter().map(PriceObservationRow::view).collect();
    Reply::page(&Page { items, next_cursor: rows.next_cursor })
}

/// One price that was seen, be it corrected or not.
#[utoipa::path(tag = "price-observations", params(("id" = PriceObservationId, Path)),
    responses((status = 200, body = PriceObservationView)))]
#[get("/v1/price-observations/{id}")]
async fn get_price_observation(
    _query: Query<op::GetPriceObservation, NoParams>,
    id: Path<PriceObservationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let row = context.core.fast(async |conn| queries::find_observation(conn, id.0).await).await?;
    let row = row.ok_or(Error::NotFound)?;
    Reply::ok(&row.etag(), &row.view())
}

/// Prices over time, for a chart.
///
/// Each day, week or month with its lowest, middle and highest price and how many were seen, and the reference price in force
/// on its last day. Prices that count something else, such as those by the piece beside those by weight, are never put together.
#[utoipa::path(tag = "price-series", params(PriceSeriesQuery), responses((status = 200, body = PriceSeriesView)))]
#[get("/v1/price-series")]
async fn get_price_series(
    query: Query<op::GetPriceSeries, PriceSeriesQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    Reply::json(&series::price_series(&context, &query.params).await?)
}

//! HTTP of the products.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use api_types::catalog::{CreateProductRequest, ListProductsQuery, ProductView, UpdateProductRequest};
use api_types::{ImportQuery, JobView, ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, ProductId};
use service::{Error, import_route, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Etag, PageRequest, Path, Query, Reply, Upload, page};

use super::access::op;
use super::import::Products;
use super::queries::Position;
use super::search::Search;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(create_product)
        .service(create_product_import)
        .service(list_products)
        .service(get_product)
        .service(update_product)
        .service(publish_product)
        .service(withdraw_product)
        .service(list_product_transitions);
}

/// Drafts a product of the caller's party.
///
/// Nobody else sees it until it is published, apart from curators.
#[utoipa::path(tag = "products", request_body = CreateProductRequest, responses((status = 201, body = ProductView)))]
#[post("/v1/products")]
async fn create_product(
    command: Command<op::CreateProduct, CreateProductRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_product(&context, command).await
}

import_route! {
    /// Asks for a job that tries a file of products, or drafts its products.
    ///
    /// CSV in UTF-8 or the first sheet of an XLSX workbook, of at most 16 MiB and 100,000 rows. The first row names the columns, in any
    /// order: name, commodity_code, form_code, and where they are told description, group and external_reference (in Indonesian
    /// nama, kode komoditas, kode bentuk, keterangan, kelompok, nomor). Try it with `dry_run=true`; the job ends with a report that
    /// says what is wrong by row and column. Then send the same file with the `sha256` of the report: all of its products are drafted, or
    /// none. The job is followed and cancelled at its `Location`; of a cancelled one nothing is kept.
    create_product_import (CreateProductImport) of Products, "products", "/v1/product-imports", "/v1/catalog-jobs",
        "name,commodity_code,form_code,group,external_reference\nKeripik Pisang Metro,msme_goods,packaged,processed_food,KP-001\n"
}

/// Products, searched and filtered.
///
/// With `q` the best match comes first: names with the words as written, then inflected, then similar words.
#[utoipa::path(tag = "products", params(ListProductsQuery), responses((status = 200, body = Page<ProductView>)))]
#[get("/v1/products")]
async fn list_products(
    query: Query<op::ListProducts, ListProductsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let (params, caller) = (&query.params, query.caller());
    let request = PageRequest::<Position>::of(params)?;
    let (core, after, limit) = (&context.core, request.after.clone(), request.fetch());
    let rows = if queries::is_short(params) {
        core.fast(async |conn| {
            queries::list_newest_products(conn, caller, params, after.clone(), limit).await
        })
        .await?
    } else {
        let mut conn = core.read().await?;
        let search = match &params.q {
            Some(text) => Some(Search::of(&mut conn, text).await?),
            None => None,
        };
        queries::list_products(&mut conn, caller, params, search.as_ref(), after, limit).await?
    };
    let rows = page(&request, rows, |ranked| ranked.position(params.sort));
    let items = rows.items.into_iter().map(|ranked| ranked.row.view(caller)).collect();
    Reply::page(&Page { items, next_cursor: rows.next_cursor })
}

/// One product.
#[utoipa::path(tag = "products", params(("id" = ProductId, Path)), responses((status = 200, body = ProductView)))]
#[get("/v1/products/{id}")]
async fn get_product(
    query: Query<op::GetProduct, NoParams>,
    id: Path<ProductId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let caller = query.caller();
    let row = context.core.fast(async |conn| queries::find_product(conn, caller, id.0).await).await?;
    let row = row.ok_or(Error::NotFound)?;
    Reply::ok(&Etag::of(row.version), &row.view(caller))
}

/// Changes a product's name and description.
#[utoipa::path(tag = "products", params(("id" = ProductId, Path)), request_body = UpdateProductRequest,
    responses((status = 200, body = ProductView)))]
#[patch("/v1/products/{id}")]
async fn update_product(
    command: Command<op::UpdateProduct, UpdateProductRequest>,
    id: Path<ProductId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_product(&context, id.0, command).await
}

/// Publishes a draft: every caller sees it and its variants from now on.
#[utoipa::path(tag = "products", params(("id" = ProductId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ProductView)))]
#[post("/v1/products/{id}/publications")]
async fn publish_product(
    command: Command<op::PublishProduct, TransitionRequest>,
    id: Path<ProductId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_product(&context, id.0, command).await
}

/// Withdraws a published product: it is no longer offered, and its barcodes become free.
#[utoipa::path(tag = "products", params(("id" = ProductId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ProductView)))]
#[post("/v1/products/{id}/withdrawals")]
async fn withdraw_product(
    command: Command<op::WithdrawProduct, TransitionRequest>,
    id: Path<ProductId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_product(&context, id.0, command).await
}

/// History of a product, oldest first.
#[utoipa::path(tag = "products", params(("id" = ProductId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/products/{id}/transitions")]
async fn list_product_transitions(
    query: Query<op::ListProductTransitions, ListTransitionsQuery>,
    id: Path<ProductId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::find_product(&conn, query.caller(), id.0).await?;
    let row = row.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), row.id.uuid(), &query.params).await?)
}

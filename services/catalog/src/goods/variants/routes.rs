//! HTTP of variants and permits.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use api_types::Page;
use api_types::catalog::{
    AddPermitRequest, CreateVariantRequest, ListPermitsQuery, ListVariantsQuery, PermitView,
    UpdateVariantRequest, VariantView,
};
use db::Connection;
use domain::catalog::Gtin;
use domain::shared::{PermitId, ProductId, VariantId, jakarta_date};
use futures_util::future::try_join;
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::views::{permit_etag, permit_view};
use super::{operations, permits, queries};
use crate::context::Context;
use crate::goods::permit_rules;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(create_variant)
        .service(list_variants)
        .service(get_variant)
        .service(update_variant)
        .service(add_permit)
        .service(list_permits)
        .service(get_permit)
        .service(withdraw_permit);
}

/// Adds a variant to a product, with what its label says.
#[utoipa::path(tag = "variants", params(("id" = ProductId, Path)), request_body = CreateVariantRequest,
    responses((status = 201, body = VariantView)))]
#[post("/v1/products/{id}/variants")]
async fn create_variant(
    command: Command<op::CreateVariant, CreateVariantRequest>,
    id: Path<ProductId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_variant(&context, id.0, command).await
}

/// Variants, in order of their making.
#[utoipa::path(tag = "variants", params(ListVariantsQuery), responses((status = 200, body = Page<VariantView>)))]
#[get("/v1/variants")]
async fn list_variants(
    query: Query<op::ListVariants, ListVariantsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let (mut params, caller) = (query.params.clone(), query.caller());
    let request = PageRequest::<VariantId>::of(&params)?;
    if let Some(text) = &params.gtin {
        let gtin = Gtin::from_field("?gtin", text).map_err(|invalid| ApiError::invalid(vec![invalid]))?;
        params.gtin = Some(gtin.into());
    }
    let mut conn = context.core.read().await?;
    let rows = queries::list_variants(&mut conn, caller, &params, request.after, request.fetch()).await?;
    let day = jakarta_date(context.core.clock.now());
    let rules = permit_rules(&conn).await?;
    let views: Result<Vec<VariantView>, Error> =
        rows.into_iter().map(|whole| Ok(whole.view(&rules, day)?.1)).collect();
    Reply::page(&page(&request, views?, |view| view.id))
}

/// One variant, with its permits as they stand today.
#[utoipa::path(tag = "variants", params(("id" = VariantId, Path)), responses((status = 200, body = VariantView)))]
#[get("/v1/variants/{id}")]
async fn get_variant(
    query: Query<op::GetVariant, NoParams>,
    id: Path<VariantId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let caller = query.caller();
    let read = async |conn: &Connection| {
        try_join(queries::find_variant(conn, caller, id.0), permit_rules(conn)).await
    };
    let (whole, rules) = context.core.fast(read).await?;
    let day = jakarta_date(context.core.clock.now());
    let (etag, view) = whole.ok_or(Error::NotFound)?.view(&rules, day)?;
    Reply::ok(&etag, &view)
}

/// Changes a variant; another label, recipe or barcode is a new version.
#[utoipa::path(tag = "variants", params(("id" = VariantId, Path)), request_body = UpdateVariantRequest,
    responses((status = 200, body = VariantView)))]
#[patch("/v1/variants/{id}")]
async fn update_variant(
    command: Command<op::UpdateVariant, UpdateVariantRequest>,
    id: Path<VariantId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_variant(&context, id.0, command).await
}

/// Adds a permit to a variant.
#[utoipa::path(tag = "permits", params(("id" = VariantId, Path)), request_body = AddPermitRequest,
    responses((status = 201, body = PermitView)))]
#[post("/v1/variants/{id}/permits")]
async fn add_permit(
    command: Command<op::AddPermit, AddPermitRequest>,
    id: Path<VariantId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    permits::add_permit(&context, id.0, command).await
}

/// All permits a variant has had, oldest first.
#[utoipa::path(tag = "permits", params(("id" = VariantId, Path), ListPermitsQuery),
    responses((status = 200, body = Page<PermitView>)))]
#[get("/v1/variants/{id}/permits")]
async fn list_permits(
    query: Query<op::ListPermits, ListPermitsQuery>,
    id: Path<VariantId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<PermitId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    queries::product_of(&mut conn, query.caller(), id.0).await?;
    let rows = queries::list_permits(&mut conn, id.0, request.after, request.fetch()).await?;
    let day = jakarta_date(context.core.clock.now());
    let rules = permit_rules(&conn).await?;
    let views: Result<Vec<PermitView>, Error> =
        rows.iter().map(|row| permit_view(row, &rules, day)).collect();
    Reply::page(&page(&request, views?, |view| view.id))
}

/// One permit, as it stands today.
#[utoipa::path(tag = "permits", params(("id" = PermitId, Path)), responses((status = 200, body = PermitView)))]
#[get("/v1/permits/{id}")]
async fn get_permit(
    query: Query<op::GetPermit, NoParams>,
    id: Path<PermitId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::find_permit(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    let (rules, day) = (permit_rules(&conn).await?, jakarta_date(context.core.clock.now()));
    Reply::ok(&permit_etag(&row, &rules, day), &permit_view(&row, &rules, day)?)
}

/// Withdraws a permit: it stays in the history and counts no more.
#[utoipa::path(tag = "permits", params(("id" = PermitId, Path)), responses((status = 200, body = PermitView)))]
#[delete("/v1/permits/{id}")]
async fn withdraw_permit(
    command: Command<op::WithdrawPermit, ()>,
    id: Path<PermitId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    permits::withdraw_permit(&context, id.0, command).await
}

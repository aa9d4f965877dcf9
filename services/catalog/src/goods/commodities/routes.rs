//! HTTP of the commodities.

use actix_web::web::{Data, Path as Segment};
use actix_web::{get, patch, post};
use api_types::Page;
use api_types::catalog::{
    CommodityView, CreateCommodityRequest, ListCommoditiesQuery, UpdateCommodityRequest,
};
use domain::shared::CommodityCode;
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Etag, PageRequest, Query, Reply, page};

use super::access::op;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(create_commodity)
        .service(list_commodities)
        .service(get_commodity)
        .service(update_commodity);
}

/// Registers a commodity with its forms.
#[utoipa::path(tag = "commodities", request_body = CreateCommodityRequest,
    responses((status = 201, body = CommodityView)))]
#[post("/v1/commodities")]
async fn create_commodity(
    command: Command<op::CreateCommodity, CreateCommodityRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_commodity(&context, command).await
}

/// What is traded, in order of the codes.
#[utoipa::path(tag = "commodities", params(ListCommoditiesQuery),
    responses((status = 200, body = Page<CommodityView>)))]
#[get("/v1/commodities")]
async fn list_commodities(
    query: Query<op::ListCommodities, ListCommoditiesQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<String>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let after = request.after.as_deref();
    let rows = queries::list_commodities(&mut conn, query.params.group, after, request.fetch()).await?;
    let rows = page(&request, rows, |row| row.code.to_string());
    let codes: Vec<String> = rows.items.iter().map(|row| row.code.to_string()).collect();
    let mut forms = queries::forms_of(&mut conn, &codes).await?;
    let view = |row: super::CommodityRow| {
        let forms = forms.remove(row.code.as_str()).unwrap_or_default();
        row.view(forms)
    };
    Reply::page(&Page { items: rows.items.into_iter().map(view).collect(), next_cursor: rows.next_cursor })
}

/// One commodity with its forms.
#[utoipa::path(tag = "commodities", params(("code" = String, Path, example = "eggs")),
    responses((status = 200, body = CommodityView)))]
#[get("/v1/commodities/{code}")]
async fn get_commodity(
    _query: Query<op::GetCommodity, NoParams>,
    code: Segment<String>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let code = known(code)?;
    let mut conn = context.core.read().await?;
    let row = queries::find_commodity(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let forms = queries::forms_of(&mut conn, &[code]).await?.into_values().flatten();
    Reply::ok(&Etag::of(row.version), &row.view(forms))
}

/// Changes a commodity's names and adds forms.
#[utoipa::path(tag = "commodities", params(("code" = String, Path, example = "eggs")),
    request_body = UpdateCommodityRequest, responses((status = 200, body = CommodityView)))]
#[patch("/v1/commodities/{code}")]
async fn update_commodity(
    command: Command<op::UpdateCommodity, UpdateCommodityRequest>,
    code: Segment<String>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_commodity(&context, known(code)?, command).await
}

/// The code in the path; what is no code names nothing.
fn known(code: Segment<String>) -> Result<String, Error> {
    code.parse::<CommodityCode>().map(String::from).map_err(|_| Error::NotFound)
}

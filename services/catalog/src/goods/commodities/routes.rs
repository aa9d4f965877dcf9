//! HTTP of the commodities.

use actix_web::web::{Data, Path as Segment};
use actix_web::{get, patch, post};
use api_types::catalog::{
    CommodityView, CommodityYieldView, CreateCommodityRequest, ListCommoditiesQuery,
    ListCommodityYieldsQuery, UpdateCommodityRequest,
};
use api_types::{Check, Page};
use domain::shared::CommodityCode;
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
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
        .service(update_commodity)
        .service(list_commodity_yields);
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
    Reply::json(&Page { items: rows.items.into_iter().map(view).collect(), next_cursor: rows.next_cursor })
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

/// How the forms of a commodity become each other.
#[utoipa::path(tag = "commodities", params(("code" = String, Path, example = "rice"), ListCommodityYieldsQuery),
    responses((status = 200, body = Page<CommodityYieldView>)))]
#[get("/v1/commodities/{code}/yields")]
async fn list_commodity_yields(
    query: Query<op::ListCommodityYields, ListCommodityYieldsQuery>,
    code: Segment<String>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let code = known(code)?;
    let request = PageRequest::<Uuid>::of(&query.params)?;
    let mut check = Check::new();
    let as_of = query.params.as_of.map(|day| check.date("?as_of", day));
    check.finish().map_err(Error::from)?;
    let mut conn = context.core.read().await?;
    queries::find_commodity(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let rows = queries::list_yields(&mut conn, &code, as_of, request.after, request.fetch()).await?;
    let rows = page(&request, rows, |row| row.id);
    let items = rows.items.into_iter().map(CommodityYieldView::from).collect();
    Reply::json(&Page { items, next_cursor: rows.next_cursor })
}

/// The code in the path; what is no code names nothing.
fn known(code: Segment<String>) -> Result<String, Error> {
    code.parse::<CommodityCode>().map(String::from).map_err(|_| Error::NotFound)
}

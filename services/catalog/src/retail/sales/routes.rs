//! HTTP of the sales reports.

use actix_web::web::Data;
use actix_web::{get, put};
use api_types::Page;
use api_types::catalog::{ListSalesReportsQuery, PutSalesReportRequest, SalesReportView};
use domain::shared::SalesReportId;
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::queries::Position;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(put_sales_report).service(list_sales_reports).service(get_sales_report);
}

/// Says what an outlet sold in a period, with an id of the shop's own.
///
/// 201 for a new one, 200 for the same content again, 409 for other content under the same id: `sal_` and 32 hexadecimal
/// digits. The latest report on a period counts and replaces the one before whole; the periods of an outlet do not overlap.
#[utoipa::path(tag = "sales-reports", params(("id" = SalesReportId, Path)), request_body = PutSalesReportRequest,
    responses((status = 201, body = SalesReportView), (status = 200, body = SalesReportView)))]
#[put("/v1/sales-reports/{id}")]
async fn put_sales_report(
    command: Command<op::PutSalesReport, PutSalesReportRequest>,
    id: Path<SalesReportId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::put_sales_report(&context, id.0, command).await
}

/// The sales reports that the caller may read, in order of their periods.
///
/// Who runs the outlet reads all lines, makers those of their own goods.
#[utoipa::path(tag = "sales-reports", params(ListSalesReportsQuery),
    responses((status = 200, body = Page<SalesReportView>)))]
#[get("/v1/sales-reports")]
async fn list_sales_reports(
    query: Query<op::ListSalesReports, ListSalesReportsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<Position>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, limit) = (query.caller(), request.fetch());
    let rows = queries::list_reports(&mut conn, caller, &query.params, request.after, limit).await?;
    let rows = page(&request, rows, |(row, _)| row.position());
    let items = queries::views(&mut conn, caller, rows.items).await?;
    Reply::page(&Page { items, next_cursor: rows.next_cursor })
}

/// One sales report, with the lines that the caller may read.
#[utoipa::path(tag = "sales-reports", params(("id" = SalesReportId, Path)),
    responses((status = 200, body = SalesReportView)))]
#[get("/v1/sales-reports/{id}")]
async fn get_sales_report(
    query: Query<op::GetSalesReport, NoParams>,
    id: Path<SalesReportId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::read_report(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    let view = queries::view(&mut conn, query.caller(), row).await?;
    Reply::ok(&super::rows::etag(view.current), &view)
}

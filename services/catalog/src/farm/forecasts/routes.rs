//! HTTP of the harvest forecasts.

use actix_web::web::Data;
use actix_web::{get, put};
use api_types::Page;
use api_types::catalog::{HarvestForecastView, ListHarvestForecastsQuery, PutHarvestForecastRequest};
use domain::catalog::GoodsLimit;
use domain::shared::{HarvestForecastId, jakarta_date};
use service::dated;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::queries::Position;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(put_harvest_forecast).service(list_harvest_forecasts);
}

/// Records what a season is expected to give, with the phone's own id.
///
/// 201 for a new one, 200 for the same content again, 409 for other content under the same id: `hfc_` and 32 hexadecimal
/// digits. The latest word on the same form and days counts, by the time the phone was told; a wrong one is followed by another.
#[utoipa::path(tag = "harvest-forecasts", params(("id" = HarvestForecastId, Path)),
    request_body = PutHarvestForecastRequest,
    responses((status = 201, body = HarvestForecastView), (status = 200, body = HarvestForecastView)))]
#[put("/v1/harvest-forecasts/{id}")]
async fn put_harvest_forecast(
    command: Command<op::PutHarvestForecast, PutHarvestForecastRequest>,
    id: Path<HarvestForecastId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::put_harvest_forecast(&context, id.0, command).await
}

/// The forecasts of seasons that the caller may read, in order of the days of the harvest.
#[utoipa::path(tag = "harvest-forecasts", params(ListHarvestForecastsQuery),
    responses((status = 200, body = Page<HarvestForecastView>)))]
#[get("/v1/harvest-forecasts")]
async fn list_harvest_forecasts(
    query: Query<op::ListHarvestForecasts, ListHarvestForecastsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<Position>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let limits = dated::rules::<GoodsLimit>(&conn).await?;
    let (caller, after) = (query.caller(), request.after);
    let rows = queries::list_forecasts(&mut conn, caller, &query.params, after, request.fetch()).await?;
    let rows = page(&request, rows, |(row, _)| row.position());
    let today = jakarta_date(context.core.clock.now());
    let items = rows.items.into_iter().map(|(row, current)| row.view(current, &limits, today)).collect();
    Reply::page(&Page { items, next_cursor: rows.next_cursor })
}

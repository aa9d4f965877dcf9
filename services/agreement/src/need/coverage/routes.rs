//! HTTP of the coverage.

use actix_web::get;
use actix_web::web::Data;
use api_types::Page;
use api_types::agreement::{
    DemandCoverageView, DemandForecastsView, DemandGapView, DemandQuery, ListDemandGapsQuery,
};
use domain::shared::{DemandId, jakarta_date};
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::queries::{self, GapRow, Place};
use super::{figures, forecasts};
use crate::context::Context;
use crate::need::demands::{Sight, get_demand};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(get_demand_coverage).service(get_demand_forecasts).service(list_demand_gaps);
}

/// How a demand is covered: needed, committed, contracted, ordered, accepted, and the gap.
///
/// Line by line, period by period and in sum, and by committing region. The buyer's side reads all of it; a partner region
/// need, commitments and gap of all, and its own part whole.
#[utoipa::path(tag = "coverage", params(("id" = DemandId, Path), DemandQuery),
    responses((status = 200, body = DemandCoverageView)))]
#[get("/v1/demands/{id}/coverage")]
async fn get_demand_coverage(
    query: Query<op::GetDemandCoverage, DemandQuery>,
    id: Path<DemandId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let (mut conn, day) = (context.core.read().await?, jakarta_date(context.core.clock.now()));
    let sight = Sight::of(&mut conn, query.caller(), day).await?;
    let whole = get_demand(&mut conn, &sight, id.0).await?;
    let known = queries::known_of(&mut conn, query.caller(), &whole).await?;
    Reply::json(&figures::view(&whole, &known, &sight, query.params.demand_line_id))
}

/// What growers expect to bring in, set against a demand: forecasts and needs, period by period.
///
/// Of seasons that go on in the regions that committed to a line, with what these regions promised of the same goods to other
/// needs. The buyer's side reads the figures of all committing regions, a partner region those of its own.
#[utoipa::path(tag = "coverage", params(("id" = DemandId, Path), DemandQuery),
    responses((status = 200, body = DemandForecastsView)))]
#[get("/v1/demands/{id}/forecasts")]
async fn get_demand_forecasts(
    query: Query<op::GetDemandForecasts, DemandQuery>,
    id: Path<DemandId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let (mut conn, day) = (context.core.read().await?, jakarta_date(context.core.clock.now()));
    let sight = Sight::of(&mut conn, query.caller(), day).await?;
    let whole = get_demand(&mut conn, &sight, id.0).await?;
    let known = queries::known_of(&mut conn, query.caller(), &whole).await?;
    let expected = forecasts::expected_of(&mut conn, &whole, &known, sight.reads_all_of(&whole.row)).await?;
    Reply::json(&forecasts::view(&whole, &known, &sight, (&expected, query.params.demand_line_id)))
}

/// The periods of published needs for which less was promised than is needed, the earliest first.
///
/// Also those in whose days a season was to be harvested that was grown for the buyer and failed. Of the demands and lines
/// that the caller may read.
#[utoipa::path(tag = "coverage", params(ListDemandGapsQuery),
    responses((status = 200, body = Page<DemandGapView>)))]
#[get("/v1/demand-gaps")]
async fn list_demand_gaps(
    query: Query<op::ListDemandGaps, ListDemandGapsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<Place>::of(&query.params)?;
    expect_days(&query.params)?;
    let (mut conn, day) = (context.core.read().await?, jakarta_date(context.core.clock.now()));
    let sight = Sight::of(&mut conn, query.caller(), day).await?;
    let rows =
        queries::list_gaps(&mut conn, &sight, &query.params, request.after.clone(), request.fetch()).await?;
    let failed = queries::failed_for(&mut conn, &rows).await?;
    Reply::page(&figures::gaps(page(&request, rows, GapRow::place), &failed))
}

/// A range of days does not end before it begins.
fn expect_days(query: &ListDemandGapsQuery) -> Result<(), Error> {
    let ends_before = query.from_date.zip(query.until_date).is_some_and(|(from, until)| until < from);
    if !ends_before {
        return Ok(());
    }
    Err(Error::field(
        "?until_date",
        "period",
        "Pilih hari terakhir yang tidak sebelum hari pertama.",
        "Choose a last day that is not before the first.",
    ))
}

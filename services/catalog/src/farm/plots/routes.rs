//! HTTP of the plots.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use api_types::catalog::{CreatePlotRequest, ListPlotsQuery, PlotView, UpdatePlotRequest};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{Id as _, PlotId};
use service::{Error, Versioned as _, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Etag, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::rows::PlotRow;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_plot).service(list_plots).service(get_plot).service(update_plot);
    config.service(retire_plot).service(list_plot_transitions);
}

/// Registers a plot of the caller's party.
///
/// Its place is a point or the ring of its boundary; a ring is closed by the platform where it is not.
#[utoipa::path(tag = "plots", request_body = CreatePlotRequest, responses((status = 201, body = PlotView)))]
#[post("/v1/plots")]
async fn create_plot(
    command: Command<op::CreatePlot, CreatePlotRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_plot(&context, command).await
}

/// The plots that the caller may read, in order of registration.
#[utoipa::path(tag = "plots", params(ListPlotsQuery), responses((status = 200, body = Page<PlotView>)))]
#[get("/v1/plots")]
async fn list_plots(
    query: Query<op::ListPlots, ListPlotsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<PlotId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, after) = (query.caller(), request.after);
    let rows = queries::list_plots(&mut conn, caller, &query.params, after, request.fetch()).await?;
    let views = rows.into_iter().map(PlotRow::view).collect();
    Reply::page(&page(&request, views, |plot: &PlotView| plot.id))
}

/// One plot.
#[utoipa::path(tag = "plots", params(("id" = PlotId, Path)), responses((status = 200, body = PlotView)))]
#[get("/v1/plots/{id}")]
async fn get_plot(
    query: Query<op::GetPlot, NoParams>,
    id: Path<PlotId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::find_plot(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::ok(&Etag::of(row.version()), &row.view())
}

/// Changes a plot's name, size and place.
///
/// Seasons planned before keep the area they were planned with.
#[utoipa::path(tag = "plots", params(("id" = PlotId, Path)), request_body = UpdatePlotRequest,
    responses((status = 200, body = PlotView)))]
#[patch("/v1/plots/{id}")]
async fn update_plot(
    command: Command<op::UpdatePlot, UpdatePlotRequest>,
    id: Path<PlotId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_plot(&context, id.0, command).await
}

/// Retires a plot for good.
///
/// Nothing more is planned on it; a season that is open goes on.
#[utoipa::path(tag = "plots", params(("id" = PlotId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = PlotView)))]
#[post("/v1/plots/{id}/retirements")]
async fn retire_plot(
    command: Command<op::RetirePlot, TransitionRequest>,
    id: Path<PlotId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::retire_plot(&context, id.0, command).await
}

/// The history of a plot, oldest first.
#[utoipa::path(tag = "plots", params(("id" = PlotId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/plots/{id}/transitions")]
async fn list_plot_transitions(
    query: Query<op::ListPlotTransitions, ListTransitionsQuery>,
    id: Path<PlotId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_plot(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

//! What can be done with plots.

use api_types::catalog::{CreatePlotRequest, UpdatePlotRequest, WirePlace};
use api_types::{Check, TransitionRequest};
use domain::catalog::{Place, PlotEvent, PlotHappened, PlotState, check_place};
use domain::shared::{Invalid, PlotId, UPDATE};
use service::{Error, Tx, Versioned as _, replaced};
use web::{Command, Etag, Reply};

use super::access::op;
use super::queries;
use super::rows::{PlotRow, stored};
use crate::context::Context;
use crate::outside::expect_arrived;

/// Up to ten thousand hectares.
const AREAS: std::ops::RangeInclusive<i64> = 1..=100_000_000;

/// Registers a plot of the caller's party; 201.
pub(super) async fn create_plot(
    context: &Context,
    command: Command<op::CreatePlot, CreatePlotRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            expect_arrived(tx.conn, tx.caller().party()).await?;
            let row = new_plot(tx, &body)?;
            queries::insert_plot(tx.conn, &row).await.map_err(taken)?;
            tx.emit(&row, PlotHappened::Registered).await?;
            let (etag, location) = (Etag::of(row.version), format!("/v1/plots/{}", row.id));
            Ok(Reply::created(location, &etag, &row.view())?)
        })
        .await
}

/// Changes a plot's name, size and place; 200.
pub(super) async fn update_plot(
    context: &Context,
    id: PlotId,
    command: Command<op::UpdatePlot, UpdatePlotRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_plot(tx.conn, tx.caller(), id).await?;
            row.expect_own(tx.caller())?;
            tx.expect(&row.etag(tx.today()))?;
            if !row.state.may_change() {
                return Err(Error::unchangeable(row.state));
            }
            let before = row.clone().view();
            change(&mut row, &body)?;
            let replaced = replaced(&before, &row.clone().view())?;
            tx.revise(&mut row, UPDATE, PlotHappened::Changed, Some(replaced)).await.map_err(taken)?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view())?)
        })
        .await
}

/// Retires a plot for good; 200.
pub(super) async fn retire_plot(
    context: &Context,
    id: PlotId,
    command: Command<op::RetirePlot, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_plot(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, PlotEvent::Retire, &body).await?;
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view())?)
        })
        .await
}

/// Checks the request and completes it to a row.
fn new_plot(tx: &Tx<'_>, body: &CreatePlotRequest) -> Result<PlotRow, Error> {
    let mut check = Check::new();
    let name = check.line("/name", &body.name, 1..=120);
    check.whole("/area_m2", body.area_m2, AREAS);
    let corners = check.take(place(body.point, body.boundary.as_deref()));
    check.finish()?;
    Ok(PlotRow {
        id: tx.new_id(),
        owner_party_id: tx.caller().party(),
        name,
        region_code: body.region_code.clone(),
        area_m2: body.area_m2,
        land_kind: body.land_kind,
        corners_e7: stored(&corners.unwrap_or_default()),
        state: PlotState::InUse,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    })
}

fn change(row: &mut PlotRow, body: &UpdatePlotRequest) -> Result<(), Error> {
    let mut check = Check::new();
    if let Some(name) = &body.name {
        row.name = check.line("/name", name, 1..=120);
    }
    if let Some(area) = body.area_m2 {
        check.whole("/area_m2", area, AREAS);
        row.area_m2 = area;
    }
    row.land_kind = body.land_kind.unwrap_or(row.land_kind);
    if (body.point.is_some() || body.boundary.is_some())
        && let Some(corners) = check.take(place(body.point, body.boundary.as_deref()))
    {
        row.corners_e7 = stored(&corners);
    }
    Ok(check.finish()?)
}

fn place(point: Option<WirePlace>, boundary: Option<&[WirePlace]>) -> Result<Vec<Place>, Invalid> {
    let boundary = boundary.map(|corners| corners.iter().copied().map(Place::from).collect());
    check_place(point.map(Place::from), boundary)
}

fn taken(error: Error) -> Error {
    error.when_unique("plot_name_unique", || {
        Error::duplicate(
            "/name",
            "Lahan lain milik pihak Anda sudah memakai nama ini; beri nama lain.",
            "Another plot of your party has this name already; give it another.",
        )
    })
}

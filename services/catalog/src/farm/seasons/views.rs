//! Seasons as they are shown: with their plots, and what is expected of them week by week.

use api_types::catalog::SeasonView;
use chrono::NaiveDate;
use db::Connection;
use domain::shared::SeasonId;
use service::Error;
use web::{ApiError, Etag, Reply};

use super::queries;
use super::rows::SeasonRow;
use crate::farm::forecasts::weeks_of;

/// Some seasons, in their order.
pub(super) async fn shown(
    conn: &mut Connection,
    rows: Vec<SeasonRow>,
    today: NaiveDate,
) -> Result<Vec<SeasonView>, Error> {
    let ids: Vec<SeasonId> = rows.iter().map(|row| row.id).collect();
    let mut plots = queries::plots_of(conn, &ids).await?;
    let mut weeks = weeks_of(conn, &ids, today).await?;
    let view = |row: SeasonRow| {
        let plots = plots.remove(&row.id).unwrap_or_default();
        let weeks = weeks.remove(&row.id).unwrap_or_default();
        row.view(plots, weeks)
    };
    Ok(rows.into_iter().map(view).collect())
}

/// One season.
pub(super) async fn shown_one(
    conn: &mut Connection,
    row: SeasonRow,
    today: NaiveDate,
) -> Result<SeasonView, Error> {
    shown(conn, vec![row], today).await?.pop().ok_or(Error::NotFound)
}

/// Its ETag: the version, and a mark of what is expected, which changes with every forecast and grows old by itself.
fn etag(view: &SeasonView) -> Etag {
    view.etag.parse().unwrap_or_else(|_| Etag::of(0))
}

/// The answer that shows a season; 200.
pub(super) fn reply(view: &SeasonView) -> Result<Reply, ApiError> {
    Reply::ok(&etag(view), view)
}

/// The answer that shows a season just planned; 201.
pub(super) fn created(view: &SeasonView) -> Result<Reply, ApiError> {
    Reply::created(format!("/v1/seasons/{}", view.id), &etag(view), view)
}

//! Holds as they are shown: with the animals they name, and what the day makes of them.

use api_types::catalog::HoldView;
use chrono::NaiveDate;
use db::Connection;
use domain::shared::HoldId;
use service::{Error, Tx};
use web::{ApiError, Etag, Reply};

use super::queries;
use super::rows::HoldRow;

/// Some holds, in their order.
pub(super) async fn shown(
    conn: &mut Connection,
    rows: Vec<HoldRow>,
    today: NaiveDate,
) -> Result<Vec<HoldView>, Error> {
    let ids: Vec<HoldId> = rows.iter().map(|row| row.id).collect();
    let mut animals = queries::animals_of_holds(conn, &ids).await?;
    let view = |row: HoldRow| {
        let animals = animals.remove(&row.id).unwrap_or_default();
        row.view(animals, today)
    };
    Ok(rows.into_iter().map(view).collect())
}

/// One hold.
pub(super) async fn one(conn: &mut Connection, row: HoldRow, today: NaiveDate) -> Result<HoldView, Error> {
    shown(conn, vec![row], today).await?.pop().ok_or(Error::NotFound)
}

/// Its ETag, as it is shown.
pub(super) fn etag(view: &HoldView) -> Etag {
    view.etag.parse().unwrap_or_else(|_| Etag::of(0))
}

/// The answer that shows a hold; 200.
pub(super) async fn reply(tx: &mut Tx<'_>, row: HoldRow) -> Result<Reply, Error> {
    let today = tx.today();
    let view = one(tx.conn, row, today).await?;
    Ok(ok(&view)?)
}

/// The same of a view.
pub(super) fn ok(view: &HoldView) -> Result<Reply, ApiError> {
    Reply::ok(&etag(view), view)
}

/// The answer that shows a hold just asked for; 201.
pub(super) async fn created(tx: &mut Tx<'_>, row: HoldRow) -> Result<Reply, Error> {
    let today = tx.today();
    let view = one(tx.conn, row, today).await?;
    Ok(Reply::created(format!("/v1/holds/{}", view.id), &etag(&view), &view)?)
}

//! What waits for coordinators: reports nobody has answered.

use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::ReportState;
use domain::shared::AuthenticityReportId;
use service::work_items::{After, Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::rows::ReportRow;
use super::visibility::visible;
use crate::schema::authenticity_report as report;

/// The reports that wait for the caller, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<ReportState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| load(conn, wanted, &states, after).await;
    let place = |row: &ReportRow| After { at: row.updated_at, id: row.id };
    wanted.gather(load, place, |row| item(wanted, row)).await
}

async fn load(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    states: &[ReportState],
    after: Option<After<AuthenticityReportId>>,
) -> Result<Vec<ReportRow>, Error> {
    let mut query = visible(wanted.caller)
        .filter(report::state.eq_any(states.to_vec()))
        .order((report::updated_at.asc(), report::id.asc()))
        .limit(wanted.limit)
        .select(ReportRow::as_select());
    if let Some(After { at, id }) = after {
        query = query.filter(report::updated_at.gt(at).or(report::updated_at.eq(at).and(report::id.gt(id))));
    }
    Ok(query.load(conn).await?)
}

fn item(wanted: &Wanted<'_>, row: &ReportRow) -> Option<Found> {
    let task = wanted.task(row.state, |role| row.holds(wanted.caller, role))?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: row.paper_number.clone().unwrap_or_else(|| row.code.clone()),
        counterpart: None,
        since: row.updated_at,
        due: None,
    };
    Some(wanted.view(item, task))
}

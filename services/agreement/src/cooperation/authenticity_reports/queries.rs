//! All SQL of the reports; who may read them stands in [`super::visibility`].

use api_types::agreement::ListAuthenticityReportsQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::ReportState;
use domain::shared::AuthenticityReportId;
use service::Error;
use web::Caller;

use super::rows::ReportRow;
use super::visibility::visible;
use crate::schema::authenticity_report as report;

pub(super) async fn get_report(
    conn: &mut Connection,
    caller: &Caller,
    id: AuthenticityReportId,
) -> Result<ReportRow, Error> {
    let query = visible(caller).filter(report::id.eq(id)).select(ReportRow::as_select());
    query.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// Locks it for a change, once the caller may read it.
pub(super) async fn lock_report(
    conn: &mut Connection,
    caller: &Caller,
    id: AuthenticityReportId,
) -> Result<ReportRow, Error> {
    get_report(conn, caller, id).await?;
    Ok(report::table.find(id).select(ReportRow::as_select()).for_no_key_update().first(conn).await?)
}

pub(super) async fn list_reports(
    conn: &mut Connection,
    caller: &Caller,
    filters: &ListAuthenticityReportsQuery,
    after: Option<AuthenticityReportId>,
    limit: i64,
) -> Result<Vec<ReportRow>, Error> {
    let mut query = visible(caller).order(report::id.asc()).limit(limit).select(ReportRow::as_select());
    if let Some(state) = filters.state {
        query = query.filter(report::state.eq(state));
    }
    if let Some(contract) = filters.contract_id {
        query = query.filter(report::contract_id.eq(contract));
    }
    if let Some(after) = after {
        query = query.filter(report::id.gt(after));
    }
    Ok(query.load(conn).await?)
}

/// How many reports of the same paper, or of no paper in the same region, wait for an answer.
pub(super) async fn count_open(conn: &mut Connection, row: &ReportRow) -> Result<i64, Error> {
    let open = report::table.filter(report::state.eq(ReportState::Reported)).count().into_boxed();
    let same = match row.contract_id {
        Some(contract) => open.filter(report::contract_id.eq(contract)),
        None => {
            open.filter(report::contract_id.is_null()).filter(report::region_code.eq(row.region_code.clone()))
        }
    };
    Ok(same.get_result(conn).await?)
}

pub(super) async fn find_same(conn: &mut Connection, fingerprint: &str) -> Result<Option<ReportRow>, Error> {
    let query = report::table.filter(report::fingerprint.eq(fingerprint)).select(ReportRow::as_select());
    Ok(query.first(conn).await.optional()?)
}

/// Inserts it, unless the same was reported meanwhile.
pub(super) async fn insert_report(conn: &mut Connection, row: &ReportRow) -> Result<usize, Error> {
    let insert = diesel::insert_into(report::table).values(row).on_conflict(report::fingerprint).do_nothing();
    Ok(insert.execute(conn).await?)
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_report(conn: &mut Connection, row: &ReportRow, seen: i64) -> Result<usize, Error> {
    let target = report::table.filter(report::id.eq(row.id)).filter(report::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

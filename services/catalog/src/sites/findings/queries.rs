//! All SQL of the findings; who may read them stands in [`super::visibility`].

use api_types::catalog::ListFindingsQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::{FindingState, KnownFinding};
use domain::shared::{FacilityId, FindingId, InspectionId, Lifecycle as _};
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::{Finding, FindingRow};
use super::visibility::visible;
use crate::schema::finding;
use crate::sites::facilities::Known;
use crate::sites::visibility::{governs, governs_region};

pub(super) async fn find_finding(
    conn: &mut Connection,
    caller: &Caller,
    id: FindingId,
) -> Result<FindingRow, Error> {
    let found = finding::table.filter(finding::id.eq(id)).filter(visible(caller));
    found.select(FindingRow::as_select()).first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// The finding, locked.
pub(super) async fn lock_finding(
    conn: &mut Connection,
    caller: &Caller,
    id: FindingId,
) -> Result<Finding, Error> {
    let found = finding::table.filter(finding::id.eq(id)).filter(visible(caller));
    let found = found.select(FindingRow::as_select()).for_no_key_update();
    let row: FindingRow = found.first(conn).await.optional()?.ok_or(Error::NotFound)?;
    let governs = governs(conn, caller, &row.region_code).await?;
    Ok(Finding { row, governs })
}

pub(super) async fn insert_finding(conn: &mut Connection, row: &FindingRow) -> Result<(), Error> {
    diesel::insert_into(finding::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_finding(
    conn: &mut Connection,
    row: &FindingRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = finding::table.filter(finding::id.eq(row.id)).filter(finding::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn list_findings(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListFindingsQuery,
    after: Option<FindingId>,
    limit: i64,
) -> Result<Vec<FindingRow>, Error> {
    let mut statement = finding::table
        .filter(visible(caller))
        .order(finding::id.asc())
        .limit(limit)
        .select(FindingRow::as_select())
        .into_boxed();
    if let Some(inspection) = query.inspection_id {
        statement = statement.filter(finding::inspection_id.eq(inspection));
    }
    if let Some(facility) = query.facility_id {
        statement = statement.filter(finding::facility_id.eq(facility));
    }
    if let Some(owner) = query.owner_party_id {
        statement = statement.filter(finding::owner_party_id.eq(owner));
    }
    if let Some(severity) = query.severity {
        statement = statement.filter(finding::severity.eq(severity));
    }
    if let Some(state) = query.state {
        statement = statement.filter(finding::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(finding::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// The findings of an inspection that were not withdrawn, locked.
pub(super) async fn standing_findings(
    conn: &mut Connection,
    inspection: InspectionId,
) -> Result<Vec<FindingRow>, Error> {
    let standing = finding::table
        .filter(finding::inspection_id.eq(inspection))
        .filter(finding::state.ne(FindingState::Withdrawn))
        .order(finding::id)
        .select(FindingRow::as_select())
        .for_no_key_update();
    Ok(standing.load(conn).await?)
}

/// How many findings of an inspection are not settled.
pub(in crate::sites) async fn count_unsettled(
    conn: &mut Connection,
    inspection: InspectionId,
) -> Result<i64, Error> {
    let open: Vec<_> = FindingState::STATES.iter().copied().filter(|state| !state.is_settled()).collect();
    let unsettled = finding::table
        .filter(finding::inspection_id.eq(inspection))
        .filter(finding::state.eq_any(open))
        .count();
    Ok(unsettled.get_result(conn).await?)
}

/// The findings of some facilities as usability reads them.
pub(in crate::sites) async fn known_findings(
    mut conn: &Connection,
    facilities: &[FacilityId],
) -> Result<Vec<Known<KnownFinding>>, Error> {
    let findings = finding::table
        .filter(finding::facility_id.eq_any(facilities))
        .order(finding::id.asc())
        .select(FindingRow::as_select());
    let rows: Vec<FindingRow> = findings.load(&mut conn).await?;
    let known = |row: FindingRow| Known { of: row.facility_id, version: row.version, fact: row.known() };
    Ok(rows.into_iter().map(known).collect())
}

/// Findings that the caller reads in some states, and whether its party governs the region; the longest there first.
pub(super) async fn list_waiting(
    conn: &mut Connection,
    caller: &Caller,
    states: &[FindingState],
    after: Option<After<FindingId>>,
    limit: i64,
) -> Result<Vec<(FindingRow, bool)>, Error> {
    let mut statement = finding::table
        .filter(visible(caller))
        .filter(finding::state.eq_any(states))
        .order((finding::updated_at.asc(), finding::id.asc()))
        .limit(limit)
        .select((FindingRow::as_select(), governs_region(caller.party(), finding::region_code)))
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = finding::updated_at.eq(at).and(finding::id.gt(id));
        statement = statement.filter(finding::updated_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

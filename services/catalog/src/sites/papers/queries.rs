//! All SQL of the papers. Every party reads that they exist; what is shown of them stands in [`super::views`].

use api_types::catalog::ListFacilityPapersQuery;
use chrono::NaiveDate;
use db::{Connection, Prepare as _};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::{FacilityPaper, FacilityPaperState, FacilityPaperType, FacilityState};
use domain::shared::{FacilityId, FacilityPaperId, Lifecycle as _, PartyId, RegionCode};
use service::Error;
use service::work_items::After;

use super::rows::PaperRow;
use crate::schema::{facility, facility_paper};
use crate::sites::facilities::{FacilityRow, Known};

/// A paper and its facility.
pub(super) async fn find_paper(
    mut conn: &Connection,
    id: FacilityPaperId,
) -> Result<(PaperRow, FacilityRow), Error> {
    let found = facility_paper::table
        .inner_join(facility::table.on(facility::id.eq(facility_paper::facility_id)))
        .filter(facility_paper::id.eq(id))
        .select((PaperRow::as_select(), FacilityRow::as_select()));
    found.first(&mut conn).await.optional()?.ok_or(Error::NotFound)
}

/// Every paper of some facilities as the rules read it, those that count no more included.
pub(in crate::sites) async fn judged_papers(
    mut conn: &Connection,
    facilities: &[FacilityId],
) -> Result<Vec<Known<FacilityPaper>>, Error> {
    let next = diesel::alias!(facility_paper as next);
    let papers = facility_paper::table
        .left_join(next.on(next.field(facility_paper::id).nullable().eq(facility_paper::superseded_by_id)))
        .filter(facility_paper::facility_id.eq_any(facilities))
        .order(facility_paper::id.asc())
        .select((PaperRow::as_select(), next.field(facility_paper::valid_from_date).nullable()));
    let rows: Vec<(PaperRow, Option<NaiveDate>)> = papers.load(&mut conn).await?;
    let known = |(row, followed_from): (PaperRow, _)| Known {
        of: row.facility_id,
        version: row.version,
        fact: row.paper(followed_from),
    };
    Ok(rows.into_iter().map(known).collect())
}

/// The accepted papers of a type that a facility has; the caller holds the lock on the facility.
pub(super) async fn accepted_papers(
    conn: &mut Connection,
    facility: FacilityId,
    of: FacilityPaperType,
) -> Result<Vec<PaperRow>, Error> {
    let papers = facility_paper::table
        .filter(facility_paper::facility_id.eq(facility))
        .filter(facility_paper::type_.eq(of))
        .filter(facility_paper::state.eq(FacilityPaperState::Accepted))
        .order(facility_paper::id.asc())
        .select(PaperRow::as_select());
    Ok(papers.load(conn).await?)
}

pub(super) async fn list_papers(
    conn: &mut Connection,
    facility: FacilityId,
    query: &ListFacilityPapersQuery,
    after: Option<FacilityPaperId>,
    limit: i64,
) -> Result<Vec<PaperRow>, Error> {
    let mut statement = facility_paper::table
        .filter(facility_paper::facility_id.eq(facility))
        .order(facility_paper::id.asc())
        .limit(limit)
        .select(PaperRow::as_select())
        .into_boxed();
    if let Some(of) = query.r#type {
        statement = statement.filter(facility_paper::type_.eq(of));
    }
    if let Some(state) = query.state {
        statement = statement.filter(facility_paper::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(facility_paper::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

pub(super) async fn insert_paper(conn: &mut Connection, row: &PaperRow) -> Result<(), Error> {
    diesel::insert_into(facility_paper::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_paper(conn: &mut Connection, row: &PaperRow, seen: i64) -> Result<usize, Error> {
    let target =
        facility_paper::table.filter(facility_paper::id.eq(row.id)).filter(facility_paper::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

/// Papers of facilities in a region, or in the province that it is, in some states, the longest there first.
pub(super) async fn list_waiting(
    conn: &mut Connection,
    region: &RegionCode,
    states: &[FacilityPaperState],
    after: Option<After<FacilityPaperId>>,
    limit: i64,
) -> Result<Vec<(PaperRow, FacilityRow)>, Error> {
    let parts: Vec<&str> = region.parts().collect();
    let mut statement = facility_paper::table
        .inner_join(facility::table.on(facility::id.eq(facility_paper::facility_id)))
        .filter(facility_paper::state.eq_any(states))
        .filter(facility::region_code.eq_any(parts))
        .order((facility_paper::updated_at.asc(), facility_paper::id.asc()))
        .limit(limit)
        .select((PaperRow::as_select(), FacilityRow::as_select()))
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = facility_paper::updated_at.eq(at).and(facility_paper::id.gt(id));
        statement = statement.filter(facility_paper::updated_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

/// Papers of a party's facilities in use, in some states, that end by a day and that none of their kind follows; the longest there
/// first.
pub(super) async fn list_ending(
    conn: &mut Connection,
    owner: PartyId,
    (states, until): (&[FacilityPaperState], NaiveDate),
    after: Option<After<FacilityPaperId>>,
    limit: i64,
) -> Result<Vec<(PaperRow, FacilityRow)>, Error> {
    let in_use: Vec<_> = FacilityState::STATES.iter().copied().filter(|state| state.may_change()).collect();
    let next = diesel::alias!(facility_paper as next);
    let follows = next
        .filter(next.field(facility_paper::facility_id).eq(facility_paper::facility_id))
        .filter(next.field(facility_paper::type_).eq(facility_paper::type_))
        .filter(next.field(facility_paper::id).gt(facility_paper::id))
        .filter(next.field(facility_paper::state).eq_any(FacilityPaperState::STANDING))
        .filter(
            next.field(facility_paper::valid_until_date)
                .is_null()
                .or(next.field(facility_paper::valid_until_date).gt(facility_paper::valid_until_date)),
        );
    let mut statement = facility_paper::table
        .inner_join(facility::table.on(facility::id.eq(facility_paper::facility_id)))
        .filter(facility_paper::state.eq_any(states))
        .filter(facility_paper::valid_until_date.le(until))
        .filter(facility::owner_party_id.eq(owner))
        .filter(facility::state.eq_any(in_use))
        .filter(not(exists(follows)))
        .order((facility_paper::updated_at.asc(), facility_paper::id.asc()))
        .limit(limit)
        .select((PaperRow::as_select(), FacilityRow::as_select()))
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = facility_paper::updated_at.eq(at).and(facility_paper::id.gt(id));
        statement = statement.filter(facility_paper::updated_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

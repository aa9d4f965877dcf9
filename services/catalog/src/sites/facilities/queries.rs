//! All SQL of the facilities. Every party reads every facility.

use std::collections::{BTreeMap, HashMap};

use api_types::catalog::ListFacilitiesQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::FacilityState;
use domain::shared::{FacilityId, PartyId};
use service::Error;

use super::rows::FacilityRow;
use crate::schema::facility;

pub(crate) async fn find_facility(mut conn: &Connection, id: FacilityId) -> Result<FacilityRow, Error> {
    let row = facility::table.find(id).select(FacilityRow::as_select()).first(&mut conn).await;
    row.optional()?.ok_or(Error::NotFound)
}

/// The facility, locked: its papers change under this lock.
pub(in crate::sites) async fn lock_facility(
    conn: &mut Connection,
    id: FacilityId,
) -> Result<FacilityRow, Error> {
    let row = facility::table.find(id).select(FacilityRow::as_select());
    row.for_no_key_update().first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// The names of some facilities.
pub(in crate::sites) async fn facility_names(
    conn: &mut Connection,
    ids: &[FacilityId],
) -> Result<BTreeMap<FacilityId, String>, Error> {
    let names = facility::table.filter(facility::id.eq_any(ids)).select((facility::id, facility::name));
    let rows: Vec<(FacilityId, String)> = names.load(conn).await?;
    Ok(rows.into_iter().collect())
}

/// The region of a facility of a party that is in use; none of any other.
pub(crate) async fn facility_region(
    mut conn: &Connection,
    id: FacilityId,
    owner: PartyId,
) -> Result<Option<String>, Error> {
    let own = facility::table
        .filter(facility::id.eq(id))
        .filter(facility::owner_party_id.eq(owner))
        .filter(facility::state.eq(FacilityState::Active))
        .select(facility::region_code);
    Ok(own.first(&mut conn).await.optional()?)
}

/// The facilities of a party that are in use, with their regions.
pub(crate) async fn facilities_of(
    mut conn: &Connection,
    owner: PartyId,
) -> Result<HashMap<FacilityId, String>, Error> {
    let own = facility::table
        .filter(facility::owner_party_id.eq(owner))
        .filter(facility::state.eq(FacilityState::Active))
        .select((facility::id, facility::region_code));
    Ok(own.load::<(FacilityId, String)>(&mut conn).await?.into_iter().collect())
}

pub(super) async fn insert_facility(conn: &mut Connection, row: &FacilityRow) -> Result<(), Error> {
    diesel::insert_into(facility::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_facility(
    conn: &mut Connection,
    row: &FacilityRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = facility::table.filter(facility::id.eq(row.id)).filter(facility::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

/// Facilities that match; of one alone where it is named.
pub(super) async fn list_facilities(
    conn: &mut Connection,
    query: &ListFacilitiesQuery,
    only: Option<FacilityId>,
    after: Option<FacilityId>,
    limit: i64,
) -> Result<Vec<FacilityRow>, Error> {
    let mut statement =
        facility::table.order(facility::id.asc()).limit(limit).select(FacilityRow::as_select()).into_boxed();
    if let Some(only) = only {
        statement = statement.filter(facility::id.eq(only));
    }
    if let Some(owner) = query.owner_party_id {
        statement = statement.filter(facility::owner_party_id.eq(owner));
    }
    if let Some(kind) = query.kind {
        statement = statement.filter(facility::kind.eq(kind));
    }
    if let Some(region) = &query.region_code {
        statement = statement.filter(facility::region_code.eq(region));
    }
    if let Some(state) = query.state {
        statement = statement.filter(facility::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(facility::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

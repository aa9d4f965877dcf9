//! All SQL of the consolidation lots; who may read them stands in `lots::visibility`.

use std::collections::BTreeMap;

use api_types::catalog::ListConsolidationLotsQuery;
use db::{Connection, Prepare as _};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::LotState;
use domain::shared::{ConsolidationLotId, PartyId};
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::{AllocationRow, LotRow, SealRow, WholeLot};
use crate::lots::contributions::members_of;
use crate::lots::settlements::is_outdated;
use crate::lots::visibility::visible;
use crate::schema::{consolidation_lot, facility, lot_allocation, lot_seal};
use crate::sites::governs_region;

/// A lot that the caller may read.
pub(in crate::lots) async fn find_lot(
    conn: &mut Connection,
    caller: &Caller,
    id: ConsolidationLotId,
) -> Result<WholeLot, Error> {
    let found = consolidation_lot::table.filter(consolidation_lot::id.eq(id)).filter(visible(caller));
    let governs = governs_region(caller.party(), consolidation_lot::region_code);
    let row: Option<(LotRow, bool)> =
        found.select((LotRow::as_select(), governs)).first(conn).await.optional()?;
    whole(conn, row.into_iter().collect()).await?.pop().ok_or(Error::NotFound)
}

/// Whose a lot is, and where.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = consolidation_lot)]
pub(crate) struct LotOwners {
    pub(crate) id: ConsolidationLotId,
    pub(crate) hub_party_id: PartyId,
    pub(crate) cooperative_party_id: PartyId,
    pub(crate) region_code: String,
}

impl LotOwners {
    /// Its hub and its cooperative.
    pub(crate) fn sides(&self) -> [PartyId; 2] {
        [self.hub_party_id, self.cooperative_party_id]
    }
}

/// Whose some lots are that the caller may read.
pub(crate) async fn lot_owners(
    conn: &mut Connection,
    caller: &Caller,
    ids: &[ConsolidationLotId],
) -> Result<Vec<LotOwners>, Error> {
    let lots = consolidation_lot::table
        .filter(consolidation_lot::id.eq_any(ids))
        .filter(visible(caller))
        .select(LotOwners::as_select());
    Ok(lots.load(conn).await?)
}

/// The lot, locked for a step: nothing is weighed in meanwhile.
pub(in crate::lots) async fn lock_lot(
    conn: &mut Connection,
    caller: &Caller,
    id: ConsolidationLotId,
) -> Result<WholeLot, Error> {
    let found = consolidation_lot::table.filter(consolidation_lot::id.eq(id)).filter(visible(caller));
    let lock = found.select(consolidation_lot::id).for_no_key_update();
    lock.first::<ConsolidationLotId>(conn).await.optional()?.ok_or(Error::NotFound)?;
    find_lot(conn, caller, id).await
}

/// The lot that goods are weighed into: no step ends that meanwhile.
pub(in crate::lots) async fn share_lot(
    conn: &mut Connection,
    caller: &Caller,
    id: ConsolidationLotId,
) -> Result<Option<WholeLot>, Error> {
    let found = consolidation_lot::table.filter(consolidation_lot::id.eq(id)).filter(visible(caller));
    let lock = found.select(consolidation_lot::id).for_share();
    if lock.first::<ConsolidationLotId>(conn).await.optional()?.is_none() {
        return Ok(None);
    }
    find_lot(conn, caller, id).await.map(Some)
}

async fn whole(conn: &mut Connection, rows: Vec<(LotRow, bool)>) -> Result<Vec<WholeLot>, Error> {
    let ids: Vec<ConsolidationLotId> = rows.iter().map(|(row, _)| row.id).collect();
    let seals: Vec<SealRow> = lot_seal::table
        .filter(lot_seal::lot_id.eq_any(&ids))
        .order((lot_seal::lot_id, lot_seal::sealed_at, lot_seal::party_id))
        .select(SealRow::as_select())
        .load(conn)
        .await?;
    let allocations: Vec<AllocationRow> = lot_allocation::table
        .filter(lot_allocation::lot_id.eq_any(&ids))
        .order((lot_allocation::lot_id, lot_allocation::lot_version, lot_allocation::grade))
        .select(AllocationRow::as_select())
        .load(conn)
        .await?;
    let members = members_of(conn, &ids).await?;
    let mut seals_of: BTreeMap<ConsolidationLotId, Vec<SealRow>> = BTreeMap::new();
    seals.into_iter().for_each(|seal| seals_of.entry(seal.lot_id).or_default().push(seal));
    let mut parts_of: BTreeMap<ConsolidationLotId, Vec<AllocationRow>> = BTreeMap::new();
    allocations.into_iter().for_each(|part| parts_of.entry(part.lot_id).or_default().push(part));
    let whole = |(row, governs): (LotRow, bool)| WholeLot {
        seals: seals_of.remove(&row.id).unwrap_or_default(),
        allocations: parts_of.remove(&row.id).unwrap_or_default(),
        members: members.get(&row.id).copied().unwrap_or_default(),
        row,
        governs,
    };
    Ok(rows.into_iter().map(whole).collect())
}

pub(super) async fn insert_lot(conn: &mut Connection, row: &LotRow) -> Result<(), Error> {
    diesel::insert_into(consolidation_lot::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_lot(conn: &mut Connection, row: &LotRow, seen: i64) -> Result<usize, Error> {
    let target = consolidation_lot::table
        .filter(consolidation_lot::id.eq(row.id))
        .filter(consolidation_lot::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn insert_seal(conn: &mut Connection, row: &SealRow) -> Result<(), Error> {
    diesel::insert_into(lot_seal::table).values(row).execute(conn).await?;
    Ok(())
}

pub(super) async fn insert_allocations(conn: &mut Connection, rows: &[AllocationRow]) -> Result<(), Error> {
    diesel::insert_into(lot_allocation::table).values(rows).execute(conn).await?;
    Ok(())
}

/// Writes what of a part is free again.
pub(super) async fn update_allocation(conn: &mut Connection, row: &AllocationRow) -> Result<(), Error> {
    let key = (row.lot_id, row.lot_version, row.call_off_line_id, row.grade);
    diesel::update(lot_allocation::table.find(key))
        .set(lot_allocation::released_grams.eq(row.released_grams))
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn list_lots(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListConsolidationLotsQuery,
    after: Option<ConsolidationLotId>,
    limit: i64,
) -> Result<Vec<WholeLot>, Error> {
    let governs = governs_region(caller.party(), consolidation_lot::region_code);
    let mut statement = consolidation_lot::table
        .filter(visible(caller))
        .order(consolidation_lot::id.asc())
        .limit(limit)
        .select((LotRow::as_select(), governs))
        .into_boxed();
    if let Some(facility) = query.facility_id {
        statement = statement.filter(consolidation_lot::facility_id.eq(facility));
    }
    if let Some(cooperative) = query.cooperative_party_id {
        statement = statement.filter(consolidation_lot::cooperative_party_id.eq(cooperative));
    }
    if let Some(state) = query.state {
        statement = statement.filter(consolidation_lot::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(consolidation_lot::id.gt(after));
    }
    let rows = statement.load(conn).await?;
    whole(conn, rows).await
}

/// Lots that the caller may read in some states, the settled ones where they are to be settled anew, with the names of their
/// hubs; the longest there first.
pub(super) async fn list_waiting(
    conn: &mut Connection,
    caller: &Caller,
    states: &[LotState],
    after: Option<After<ConsolidationLotId>>,
    limit: i64,
) -> Result<Vec<(WholeLot, String)>, Error> {
    let governs = governs_region(caller.party(), consolidation_lot::region_code);
    let seen = consolidation_lot::table
        .filter(visible(caller))
        .filter(consolidation_lot::state.ne(LotState::Settled).nullable().or(is_outdated()))
        .select(consolidation_lot::id)
        .into_boxed::<Pg>();
    let mut statement = consolidation_lot::table
        .inner_join(facility::table.on(facility::id.eq(consolidation_lot::facility_id)))
        .filter(consolidation_lot::id.eq_any(seen))
        .filter(consolidation_lot::state.eq_any(states))
        .order((consolidation_lot::updated_at.asc(), consolidation_lot::id.asc()))
        .limit(limit)
        .select((LotRow::as_select(), governs, facility::name))
        .into_boxed::<Pg>();
    if let Some(After { at, id }) = after {
        let same = consolidation_lot::updated_at.eq(at).and(consolidation_lot::id.gt(id));
        statement = statement.filter(consolidation_lot::updated_at.gt(at).or(same));
    }
    let rows: Vec<(LotRow, bool, String)> = statement.load(conn).await?;
    let names: Vec<String> = rows.iter().map(|(.., name)| name.clone()).collect();
    let lots = whole(conn, rows.into_iter().map(|(row, governs, _)| (row, governs)).collect()).await?;
    Ok(lots.into_iter().zip(names).collect())
}

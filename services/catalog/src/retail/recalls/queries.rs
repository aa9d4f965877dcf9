//! All SQL of the recalls. Every party reads every recall: whoever has the goods must know.

use std::collections::BTreeSet;

use api_types::catalog::ListRecallsQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::{ListingState, RecallState};
use domain::shared::{OutletId, RecallId, VariantId};
use service::Error;

use super::rows::RecallRow;
use crate::schema::{listing, recall};

pub(super) async fn find_recall(conn: &mut Connection, id: RecallId) -> Result<RecallRow, Error> {
    let row = recall::table.find(id).select(RecallRow::as_select());
    row.first(conn).await.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn lock_recall(conn: &mut Connection, id: RecallId) -> Result<RecallRow, Error> {
    let row = recall::table.find(id).select(RecallRow::as_select()).for_no_key_update();
    row.first(conn).await.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn list_recalls(
    conn: &mut Connection,
    query: &ListRecallsQuery,
    after: Option<RecallId>,
    limit: i64,
) -> Result<Vec<RecallRow>, Error> {
    let mut statement =
        recall::table.order(recall::id.asc()).limit(limit).select(RecallRow::as_select()).into_boxed();
    if let Some(state) = query.state {
        statement = statement.filter(recall::state.eq(state));
    }
    if let Some(supplier) = query.supplier_id {
        statement = statement.filter(recall::supplier_id.eq(supplier));
    }
    if let Some(variant) = query.variant_id {
        statement = statement.filter(recall::variant_ids.contains(vec![variant]));
    }
    if let Some(lot) = query.lot_id {
        statement = statement.filter(recall::lot_ids.contains(vec![lot]));
    }
    if let Some(after) = after {
        statement = statement.filter(recall::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// Those of some variants that are recalled now.
pub(in crate::retail) async fn recalled_among(
    conn: &mut Connection,
    variants: &[VariantId],
) -> Result<BTreeSet<VariantId>, Error> {
    let recalls = recall::table
        .filter(recall::state.eq(RecallState::InForce))
        .filter(recall::variant_ids.overlaps_with(variants))
        .select(recall::variant_ids);
    let named: Vec<Vec<VariantId>> = recalls.load(conn).await?;
    Ok(named.into_iter().flatten().filter(|id| variants.contains(id)).collect())
}

/// The outlets that have goods of some recalls listed, or suspended, now; in the order of the recalls.
pub(super) async fn outlets_of(
    conn: &mut Connection,
    rows: &[RecallRow],
) -> Result<Vec<Vec<OutletId>>, Error> {
    let variants: Vec<VariantId> = rows.iter().flat_map(|row| row.variant_ids.iter().copied()).collect();
    let shelves = listing::table
        .filter(listing::variant_id.eq_any(variants))
        .filter(listing::state.eq_any([ListingState::Listed, ListingState::Suspended]))
        .select((listing::variant_id, listing::outlet_id))
        .distinct();
    let shelves: Vec<(VariantId, OutletId)> = shelves.load(conn).await?;
    let of = |row: &RecallRow| {
        let has = |(variant, _): &&(VariantId, OutletId)| row.variant_ids.contains(variant);
        let outlets: BTreeSet<OutletId> = shelves.iter().filter(has).map(|(_, outlet)| *outlet).collect();
        outlets.into_iter().collect()
    };
    Ok(rows.iter().map(of).collect())
}

pub(super) async fn insert_recall(conn: &mut Connection, row: &RecallRow) -> Result<(), Error> {
    diesel::insert_into(recall::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_recall(conn: &mut Connection, row: &RecallRow, seen: i64) -> Result<usize, Error> {
    let target = recall::table.filter(recall::id.eq(row.id)).filter(recall::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

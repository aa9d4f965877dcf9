//! All SQL of the listings; who may read them stands in [`super::visibility`].

use api_types::catalog::ListListingsQuery;
use chrono::{DateTime, Utc};
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::ListingState;
use domain::shared::{ListingId, OutletId, PartyId, VariantId};
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::{ListingRow, LockedListing};
use super::visibility::visible;
use crate::schema::{listing, outlet, variant};

pub(super) async fn find_listing(
    conn: &mut Connection,
    caller: &Caller,
    id: ListingId,
) -> Result<Option<ListingRow>, Error> {
    let row = listing::table.find(id).filter(visible(caller)).select(ListingRow::as_select());
    Ok(row.first(conn).await.optional()?)
}

pub(super) async fn lock_listing(
    conn: &mut Connection,
    caller: &Caller,
    id: ListingId,
) -> Result<LockedListing, Error> {
    let row = listing::table
        .find(id)
        .filter(visible(caller))
        .select(ListingRow::as_select())
        .for_no_key_update()
        .first(conn)
        .await;
    row.optional()?.map(LockedListing::from).ok_or(Error::NotFound)
}

pub(super) async fn insert_listing(conn: &mut Connection, row: &ListingRow) -> Result<(), Error> {
    diesel::insert_into(listing::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_listing(
    conn: &mut Connection,
    row: &ListingRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = listing::table.filter(listing::id.eq(row.id)).filter(listing::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn list_listings(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListListingsQuery,
    after: Option<ListingId>,
    limit: i64,
) -> Result<Vec<ListingRow>, Error> {
    let mut statement = listing::table
        .filter(visible(caller))
        .order(listing::id.asc())
        .limit(limit)
        .select(ListingRow::as_select())
        .into_boxed();
    if let Some(variant) = query.variant_id {
        statement = statement.filter(listing::variant_id.eq(variant));
    }
    if let Some(outlet) = query.outlet_id {
        statement = statement.filter(listing::outlet_id.eq(outlet));
    }
    if let Some(supplier) = query.supplier_id {
        statement = statement.filter(listing::supplier_id.eq(supplier));
    }
    if let Some(state) = query.state {
        statement = statement.filter(listing::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(listing::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// A listing on the shelf with what is planned in it.
#[derive(Debug, Queryable)]
pub(super) struct Listed {
    pub(super) id: ListingId,
    pub(super) variant_id: VariantId,
    pub(super) outlet_id: OutletId,
    /// Packages a month.
    pub(super) monthly_volume: i64,
}

/// The listings on the shelf of variants in which something is planned.
pub(super) async fn list_planned(
    conn: &mut Connection,
    variants: &[VariantId],
) -> Result<Vec<Listed>, Error> {
    let planned = listing::table
        .filter(listing::variant_id.eq_any(variants))
        .filter(listing::state.eq(ListingState::Listed))
        .filter(listing::monthly_volume.is_not_null());
    let planned = planned.select((
        listing::id,
        listing::variant_id,
        listing::outlet_id,
        listing::monthly_volume.assume_not_null(),
    ));
    Ok(planned.load(conn).await?)
}

/// A listing that may wait for the outlet's operator.
#[derive(Debug, Queryable)]
pub(super) struct Waiting {
    pub(super) id: ListingId,
    pub(super) state: ListingState,
    pub(super) variant: String,
    pub(super) outlet: String,
    pub(super) supplier_id: PartyId,
    pub(super) since: DateTime<Utc>,
}

/// Listings in this operator's outlets in some states, in order of their making.
pub(super) async fn list_in_states(
    conn: &mut Connection,
    operator: PartyId,
    states: &[ListingState],
    after: Option<After<ListingId>>,
    limit: i64,
) -> Result<Vec<Waiting>, Error> {
    let mut statement = listing::table
        .inner_join(variant::table.on(variant::id.eq(listing::variant_id)))
        .inner_join(outlet::table.on(outlet::id.eq(listing::outlet_id)))
        .filter(listing::operator_party_id.eq(operator))
        .filter(listing::state.eq_any(states))
        .order((listing::created_at.asc(), listing::id.asc()))
        .limit(limit)
        .select((
            listing::id,
            listing::state,
            variant::name,
            outlet::name,
            listing::supplier_id,
            listing::created_at,
        ))
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = listing::created_at.eq(at).and(listing::id.gt(id));
        statement = statement.filter(listing::created_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

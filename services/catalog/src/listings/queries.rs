//! All SQL of the listings. Every read goes through [`visible`].

use api_types::catalog::ListListingsQuery;
use chrono::{DateTime, Utc};
use db::{Connection, Prepare as _};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use domain::catalog::ListingState;
use domain::shared::{ListingId, PartyId};
use service::Error;
use web::Caller;

use super::rows::ListingRow;
use crate::schema::{listing, outlet, variant};

/// Those on the shelf or suspended for everybody; pending and delisted ones for the supplier and the operator.
fn visible(caller: &Caller) -> Box<dyn BoxableExpression<listing::table, Pg, SqlType = Bool>> {
    if caller.is_service() {
        return Box::new(listing::version.gt(0));
    }
    let me = caller.party();
    let open = listing::state.eq_any([ListingState::Listed, ListingState::Suspended]);
    Box::new(open.or(listing::supplier_id.eq(me)).or(listing::operator_party_id.eq(me)))
}

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
) -> Result<ListingRow, Error> {
    let row = listing::table
        .find(id)
        .filter(visible(caller))
        .select(ListingRow::as_select())
        .for_no_key_update()
        .first(conn)
        .await;
    row.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn insert_listing(conn: &mut Connection, row: &ListingRow) -> Result<(), Error> {
    diesel::insert_into(listing::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// What a transition writes; `None` leaves a column as it is.
#[derive(AsChangeset)]
#[diesel(table_name = listing)]
pub(super) struct ListingChanges {
    pub(super) state: ListingState,
    pub(super) version_hash: Option<String>,
    pub(super) version: i64,
    pub(super) updated_at: DateTime<Utc>,
}

/// Writes changes where the version is still `seen`.
pub(super) async fn update_listing(
    conn: &mut Connection,
    id: ListingId,
    seen: i64,
    changes: ListingChanges,
) -> Result<ListingRow, Error> {
    let target = listing::table.filter(listing::id.eq(id)).filter(listing::version.eq(seen));
    let row = diesel::update(target)
        .set(changes)
        .returning(ListingRow::as_returning())
        .prepared()
        .get_result(conn)
        .await;
    row.optional()?.ok_or_else(|| Error::Internal("the locked version is gone".to_owned()))
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

/// A listing that waits: id, name of the variant, name of the outlet, since when.
pub(super) type Pending = (ListingId, String, String, DateTime<Utc>);

/// Listings that suppliers ask of this operator's outlets.
pub(super) async fn list_pending(
    conn: &mut Connection,
    operator: PartyId,
    after: Option<(DateTime<Utc>, ListingId)>,
    limit: i64,
) -> Result<Vec<Pending>, Error> {
    let mut statement = listing::table
        .inner_join(variant::table.on(variant::id.eq(listing::variant_id)))
        .inner_join(outlet::table.on(outlet::id.eq(listing::outlet_id)))
        .filter(listing::operator_party_id.eq(operator))
        .filter(listing::state.eq(ListingState::Pending))
        .order((listing::created_at.asc(), listing::id.asc()))
        .limit(limit)
        .select((listing::id, variant::name, outlet::name, listing::created_at))
        .into_boxed();
    if let Some((at, id)) = after {
        let same = listing::created_at.eq(at).and(listing::id.gt(id));
        statement = statement.filter(listing::created_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

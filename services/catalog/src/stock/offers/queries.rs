//! All SQL of the stock offers but that of the search; who may read them stands in [`super::visibility`].

use std::collections::HashMap;

use api_types::catalog::ListStockOffersQuery;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use domain::catalog::{FacilityState, OfferGroup, StockOfferState};
use domain::shared::{Id as _, PartyId, StockOfferId};
use service::Error;
use service::imports::MOST_COLLISIONS;
use service::work_items::After;
use web::Caller;

use super::rows::{GroupRow, Offer, StockOfferRow};
use super::visibility::visible;
use crate::schema::{stock_offer, stock_offer_group};

diesel::define_sql_function! {
    /// What holds keep of an offer on a day, beside what was converted.
    fn held_of_offer(offer: diesel::sql_types::Uuid, day: diesel::sql_types::Date) -> diesel::sql_types::BigInt;
}

pub(super) async fn find_offer(
    conn: &mut Connection,
    caller: &Caller,
    id: StockOfferId,
) -> Result<Option<StockOfferRow>, Error> {
    let found = stock_offer::table.filter(stock_offer::id.eq(id)).filter(visible(caller));
    Ok(found.select(StockOfferRow::as_select()).first(conn).await.optional()?)
}

/// The offer with what is taken of it, locked: whatever is held of it, is held under this lock.
pub(in crate::stock) async fn lock_offer(
    conn: &mut Connection,
    caller: &Caller,
    id: StockOfferId,
    today: NaiveDate,
) -> Result<Option<Offer>, Error> {
    let found = stock_offer::table.filter(stock_offer::id.eq(id)).filter(visible(caller));
    let found = found.select(StockOfferRow::as_select()).for_no_key_update();
    let row: Option<StockOfferRow> = found.first(conn).await.optional()?;
    let Some(row) = row else { return Ok(None) };
    // A statement of its own: it sees what was held by those who had the lock before.
    Ok(with_rest(conn, vec![row], today).await?.pop())
}

/// The offer of a party that its animals join, locked against becoming smaller meanwhile.
pub(in crate::stock) async fn lock_own_offer(
    conn: &mut Connection,
    owner: PartyId,
    id: StockOfferId,
) -> Result<Option<StockOfferRow>, Error> {
    let found = stock_offer::table
        .filter(stock_offer::id.eq(id))
        .filter(stock_offer::supplier_id.eq(owner))
        .select(StockOfferRow::as_select());
    Ok(found.for_no_key_update().first(conn).await.optional()?)
}

/// Whether every party reads an offer.
pub(in crate::stock) async fn is_published(mut conn: &Connection, id: StockOfferId) -> Result<bool, Error> {
    let found = stock_offer::table.find(id).select(stock_offer::state);
    let state: Option<StockOfferState> = found.first(&mut conn).await.optional()?;
    Ok(state.is_some_and(|state| state != StockOfferState::Draft))
}

/// Counts what of a locked offer became orders.
pub(in crate::stock) async fn add_converted(
    conn: &mut Connection,
    id: StockOfferId,
    base: i64,
) -> Result<(), Error> {
    diesel::update(stock_offer::table.find(id))
        .set(stock_offer::converted_base.eq(stock_offer::converted_base + base))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// Offers with their groups and what holds keep of each on a day.
pub(super) async fn with_rest(
    conn: &mut Connection,
    rows: Vec<StockOfferRow>,
    day: NaiveDate,
) -> Result<Vec<Offer>, Error> {
    let ids: Vec<StockOfferId> = rows.iter().map(|row| row.id).collect();
    let held = stock_offer::table.filter(stock_offer::id.eq_any(&ids));
    let held = held.select((stock_offer::id, held_of_offer(stock_offer::id, day)));
    let held: HashMap<StockOfferId, i64> = held.load(conn).await?.into_iter().collect();
    let groups = stock_offer_group::table
        .filter(stock_offer_group::offer_id.eq_any(&ids))
        .order((stock_offer_group::offer_id, stock_offer_group::place))
        .select(GroupRow::as_select());
    let groups: Vec<GroupRow> = groups.load(conn).await?;
    let mut of_offers: HashMap<StockOfferId, Vec<OfferGroup>> = HashMap::new();
    for row in groups {
        of_offers.entry(row.offer_id).or_default().push(row.group());
    }
    let whole = |row: StockOfferRow| Offer {
        groups: of_offers.remove(&row.id).unwrap_or_default(),
        held: held.get(&row.id).copied().unwrap_or_default(),
        row,
    };
    Ok(rows.into_iter().map(whole).collect())
}

pub(super) async fn insert_offer(conn: &mut Connection, offer: &Offer) -> Result<(), Error> {
    diesel::insert_into(stock_offer::table).values(&offer.row).prepared().execute(conn).await?;
    put_groups(conn, offer).await
}

/// Rows of the file that name a facility which is not the supplier's, or is in use no more.
pub(super) async fn staged_elsewhere(conn: &mut Connection, supplier: PartyId) -> Result<Vec<i64>, Error> {
    const ELSEWHERE: &str = "
        select line from staged where facility_id is not null and not exists (
            select from facility
            where facility.id = staged.facility_id and facility.owner_party_id = $1 and facility.state = $2
        )
        order by line limit $3";
    #[derive(QueryableByName)]
    struct Elsewhere {
        #[diesel(sql_type = BigInt)]
        line: i64,
    }
    let found = diesel::sql_query(ELSEWHERE)
        .bind::<SqlUuid, _>(supplier.uuid())
        .bind::<Text, _>(FacilityState::Active.label())
        .bind::<BigInt, _>(MOST_COLLISIONS);
    let found: Vec<Elsewhere> = found.load(conn).await?;
    Ok(found.into_iter().map(|one| one.line).collect())
}

/// Inserts the offers of a file as drafts of a supplier.
pub(super) async fn insert_staged(
    conn: &mut Connection,
    supplier: PartyId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    const INSERT: &str = "
        insert into stock_offer (id, supplier_id, commodity_code, form_code, region_code, facility_id, offered_base,
            quantity_unit, least_lot_base, step_base, converted_base, available_from_date, available_until_date,
            price_rupiah, price_basis, state, version, created_at, updated_at)
        select id, $1, commodity_code, form_code, region_code, facility_id, offered_base, quantity_unit, least_lot_base,
            step_base, 0, available_from_date, available_until_date, price_rupiah, price_basis, $2, 1, $3, $3
        from staged order by line";
    diesel::sql_query(INSERT)
        .bind::<SqlUuid, _>(supplier.uuid())
        .bind::<Text, _>(StockOfferState::Draft.label())
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes the groups of a locked offer in the place of those it had.
pub(super) async fn put_groups(conn: &mut Connection, offer: &Offer) -> Result<(), Error> {
    let id = offer.row.id;
    let before = stock_offer_group::table.filter(stock_offer_group::offer_id.eq(id));
    diesel::delete(before).execute(conn).await?;
    let rows = GroupRow::all(id, offer.groups.clone());
    diesel::insert_into(stock_offer_group::table).values(rows).execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_offer(
    conn: &mut Connection,
    row: &StockOfferRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = stock_offer::table.filter(stock_offer::id.eq(row.id)).filter(stock_offer::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn list_offers(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListStockOffersQuery,
    after: Option<StockOfferId>,
    limit: i64,
) -> Result<Vec<StockOfferRow>, Error> {
    let mut statement = stock_offer::table
        .filter(visible(caller))
        .order(stock_offer::id.asc())
        .limit(limit)
        .select(StockOfferRow::as_select())
        .into_boxed();
    if let Some(supplier) = query.supplier_id {
        statement = statement.filter(stock_offer::supplier_id.eq(supplier));
    }
    if let Some(commodity) = &query.commodity_code {
        statement = statement.filter(stock_offer::commodity_code.eq(commodity));
    }
    if let Some(state) = query.state {
        statement = statement.filter(stock_offer::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(stock_offer::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// Offers of a party in some states, in order of their making.
pub(super) async fn list_in_states(
    conn: &mut Connection,
    supplier: PartyId,
    states: &[StockOfferState],
    after: Option<After<StockOfferId>>,
    limit: i64,
) -> Result<Vec<StockOfferRow>, Error> {
    let mut statement = stock_offer::table
        .filter(stock_offer::supplier_id.eq(supplier))
        .filter(stock_offer::state.eq_any(states))
        .order((stock_offer::created_at.asc(), stock_offer::id.asc()))
        .limit(limit)
        .select(StockOfferRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = stock_offer::created_at.eq(at).and(stock_offer::id.gt(id));
        statement = statement.filter(stock_offer::created_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

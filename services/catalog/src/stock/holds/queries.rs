//! All SQL of the holds; who may read them stands in [`super::visibility`].

use std::collections::HashMap;

use api_types::catalog::ListHoldsQuery;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Connection, Prepare as _};
use diesel::dsl::max;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use domain::catalog::{AnimalState, HoldState};
use domain::shared::{AnimalId, HoldId, PartyId, StockOfferId};
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::{HoldAnimalRow, HoldRow, NamedAnimal};
use super::visibility::visible;
use crate::schema::{animal, hold, hold_animal};

pub(super) async fn find_hold(
    conn: &mut Connection,
    caller: &Caller,
    id: HoldId,
) -> Result<Option<HoldRow>, Error> {
    let found = hold::table.filter(hold::id.eq(id)).filter(visible(caller));
    Ok(found.select(HoldRow::as_select()).first(conn).await.optional()?)
}

/// The hold, locked; its offer has been before.
pub(super) async fn lock_hold(conn: &mut Connection, id: HoldId) -> Result<HoldRow, Error> {
    let found = hold::table.filter(hold::id.eq(id)).select(HoldRow::as_select());
    found.for_no_key_update().first(conn).await.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn insert_hold(conn: &mut Connection, row: &HoldRow) -> Result<(), Error> {
    diesel::insert_into(hold::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_hold(conn: &mut Connection, row: &HoldRow, seen: i64) -> Result<usize, Error> {
    let target = hold::table.filter(hold::id.eq(row.id)).filter(hold::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

/// Names animals in a hold.
pub(super) async fn name_animals(conn: &mut Connection, rows: &[HoldAnimalRow]) -> Result<(), Error> {
    diesel::insert_into(hold_animal::table).values(rows).execute(conn).await?;
    Ok(())
}

/// Marks an animal of a hold as substituted by another.
pub(super) async fn mark_substituted(
    conn: &mut Connection,
    row: &HoldAnimalRow,
    by: AnimalId,
) -> Result<(), Error> {
    diesel::update(hold_animal::table.find((row.hold_id, row.place)))
        .set(hold_animal::substituted_by_id.eq(by))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// The animals of holds, in the order in which they were named.
pub(super) async fn animals_of_holds(
    conn: &mut Connection,
    ids: &[HoldId],
) -> Result<HashMap<HoldId, Vec<NamedAnimal>>, Error> {
    let named = hold_animal::table
        .inner_join(animal::table.on(animal::id.eq(hold_animal::animal_id)))
        .filter(hold_animal::hold_id.eq_any(ids))
        .order((hold_animal::hold_id, hold_animal::place))
        .select((HoldAnimalRow::as_select(), animal::tag, animal::state));
    let rows: Vec<(HoldAnimalRow, String, AnimalState)> = named.load(conn).await?;
    let mut found: HashMap<HoldId, Vec<NamedAnimal>> = HashMap::new();
    for (row, tag, state) in rows {
        found.entry(row.hold_id).or_default().push(NamedAnimal { row, tag, state });
    }
    Ok(found)
}

/// Whether a hold keeps what it names on a day: converted, or open and not lapsed.
fn stands(day: NaiveDate) -> Box<dyn BoxableExpression<hold::table, Pg, SqlType = Bool>> {
    let open = hold::state.eq_any(HoldState::OPEN).and(hold::hold_until_date.ge(day));
    Box::new(hold::state.eq(HoldState::Converted).or(open))
}

/// The animals among these that a hold keeps on a day, another than `except`.
pub(super) async fn held_among(
    conn: &mut Connection,
    ids: &[AnimalId],
    except: Option<HoldId>,
    day: NaiveDate,
) -> Result<Vec<AnimalId>, Error> {
    let keeping = hold::table.filter(stands(day)).select(hold::id).into_boxed::<Pg>();
    let mut held = hold_animal::table
        .filter(hold_animal::animal_id.eq_any(ids))
        .filter(hold_animal::substituted_by_id.is_null())
        .filter(hold_animal::hold_id.eq_any(keeping))
        .select(hold_animal::animal_id)
        .into_boxed();
    if let Some(except) = except {
        held = held.filter(hold_animal::hold_id.ne(except));
    }
    Ok(held.load(conn).await?)
}

/// Whether a hold keeps an animal on a day, another than `except`.
pub(in crate::stock) async fn is_held(
    conn: &mut Connection,
    id: AnimalId,
    except: Option<HoldId>,
    day: NaiveDate,
) -> Result<bool, Error> {
    Ok(!held_among(conn, &[id], except, day).await?.is_empty())
}

/// The last day of the holds on an offer that stand on a day and may still be converted; none where there is none.
pub(in crate::stock) async fn held_until(
    conn: &mut Connection,
    offer: StockOfferId,
    day: NaiveDate,
) -> Result<Option<NaiveDate>, Error> {
    let standing = hold::table
        .filter(hold::offer_id.eq(offer))
        .filter(hold::state.eq_any(HoldState::OPEN))
        .filter(hold::hold_until_date.ge(day))
        .select(max(hold::hold_until_date));
    Ok(standing.first(conn).await?)
}

/// The buyers whose holds name an animal, or named it.
pub(in crate::stock) async fn buyers_of_animal(
    conn: &mut Connection,
    id: AnimalId,
) -> Result<Vec<PartyId>, Error> {
    let buyers = hold_animal::table
        .inner_join(hold::table.on(hold::id.eq(hold_animal::hold_id)))
        .filter(hold_animal::animal_id.eq(id))
        .select(hold::buyer_id)
        .distinct();
    Ok(buyers.load(conn).await?)
}

pub(super) async fn list_holds(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListHoldsQuery,
    after: Option<HoldId>,
    limit: i64,
) -> Result<Vec<HoldRow>, Error> {
    let mut statement = hold::table
        .filter(visible(caller))
        .order(hold::id.asc())
        .limit(limit)
        .select(HoldRow::as_select())
        .into_boxed();
    if let Some(offer) = query.offer_id {
        statement = statement.filter(hold::offer_id.eq(offer));
    }
    if let Some(contract) = query.contract_id {
        statement = statement.filter(hold::contract_id.eq(contract));
    }
    if let Some(supplier) = query.supplier_id {
        statement = statement.filter(hold::supplier_id.eq(supplier));
    }
    if let Some(buyer) = query.buyer_id {
        statement = statement.filter(hold::buyer_id.eq(buyer));
    }
    if let Some(state) = query.state {
        statement = statement.filter(hold::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(hold::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// Holds of a party, on either side, in some states, that have not lapsed; the longest there first.
pub(super) async fn list_waiting(
    conn: &mut Connection,
    party: PartyId,
    (states, day): (&[HoldState], NaiveDate),
    after: Option<After<HoldId>>,
    limit: i64,
) -> Result<Vec<HoldRow>, Error> {
    let mut statement = hold::table
        .filter(hold::supplier_id.eq(party).or(hold::buyer_id.eq(party)))
        .filter(hold::state.eq_any(states))
        .filter(hold::hold_until_date.ge(day))
        .order((hold::updated_at.asc(), hold::id.asc()))
        .limit(limit)
        .select(HoldRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = hold::updated_at.eq(at).and(hold::id.gt(id));
        statement = statement.filter(hold::updated_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

/// A hold that keeps an animal which has died: the hold, the tag, and since when.
pub(super) type Bereft = (HoldRow, String, DateTime<Utc>);

/// Holds of a supplier that keep a dead animal, those first of which it died first.
pub(super) async fn list_bereft(
    conn: &mut Connection,
    supplier: PartyId,
    day: NaiveDate,
    after: Option<After<HoldId>>,
    limit: i64,
) -> Result<Vec<Bereft>, Error> {
    let mut statement = hold_animal::table
        .inner_join(animal::table.on(animal::id.eq(hold_animal::animal_id)))
        .inner_join(hold::table.on(hold::id.eq(hold_animal::hold_id)))
        .filter(animal::owner_party_id.eq(supplier))
        .filter(animal::state.eq(AnimalState::Dead))
        .filter(hold_animal::substituted_by_id.is_null())
        .filter(
            hold::state
                .eq(HoldState::Converted)
                .or(hold::state.eq_any(HoldState::OPEN).and(hold::hold_until_date.ge(day))),
        )
        .order((animal::updated_at.asc(), hold::id.asc()))
        .limit(limit)
        .select((HoldRow::as_select(), animal::tag, animal::updated_at))
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = animal::updated_at.eq(at).and(hold::id.gt(id));
        statement = statement.filter(animal::updated_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

//! All SQL of the animals; who may read them stands in [`super::visibility`].

use api_types::catalog::ListAnimalsQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::{AnimalState, animal_tag_key};
use domain::shared::{AnimalId, PartyId, StockOfferId};
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::AnimalRow;
use super::visibility::visible;
use crate::schema::animal;

pub(super) async fn find_animal(
    conn: &mut Connection,
    caller: &Caller,
    id: AnimalId,
) -> Result<Option<AnimalRow>, Error> {
    let found = animal::table.filter(animal::id.eq(id)).filter(visible(caller));
    Ok(found.select(AnimalRow::as_select()).first(conn).await.optional()?)
}

pub(super) async fn lock_animal(
    conn: &mut Connection,
    caller: &Caller,
    id: AnimalId,
) -> Result<AnimalRow, Error> {
    let found = animal::table.filter(animal::id.eq(id)).filter(visible(caller));
    let found = found.select(AnimalRow::as_select()).for_no_key_update();
    found.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// An animal that the caller reads, locked so that no other weighing of it is recorded meanwhile.
pub(in crate::stock) async fn find_own_animal(
    conn: &mut Connection,
    caller: &Caller,
    id: AnimalId,
) -> Result<Option<AnimalRow>, Error> {
    match lock_animal(conn, caller, id).await {
        Ok(row) => Ok(Some(row)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The owner of a tag, however it is spelled, where some animal has it.
pub(super) async fn find_tag(mut conn: &Connection, tag_key: &str) -> Result<Option<PartyId>, Error> {
    let found = animal::table.filter(animal::tag_key.eq(tag_key)).select(animal::owner_party_id);
    Ok(found.first(&mut conn).await.optional()?)
}

/// Some animals of an offer, locked in order of their ids: they are held, and leave the offer, under this lock.
pub(in crate::stock) async fn lock_animals(
    conn: &mut Connection,
    offer: StockOfferId,
    ids: &[AnimalId],
) -> Result<Vec<AnimalRow>, Error> {
    let found = animal::table
        .filter(animal::id.eq_any(ids))
        .filter(animal::offer_id.eq(offer))
        .order(animal::id.asc())
        .select(AnimalRow::as_select());
    Ok(found.for_no_key_update().load(conn).await?)
}

/// How many animals with tags that have not died belong to an offer.
pub(in crate::stock) async fn count_of_offer(
    conn: &mut Connection,
    offer: StockOfferId,
) -> Result<i64, Error> {
    let members =
        animal::table.filter(animal::offer_id.eq(offer)).filter(animal::state.ne(AnimalState::Dead)).count();
    Ok(members.get_result(conn).await?)
}

pub(super) async fn insert_animal(conn: &mut Connection, row: &AnimalRow) -> Result<(), Error> {
    diesel::insert_into(animal::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_animal(conn: &mut Connection, row: &AnimalRow, seen: i64) -> Result<usize, Error> {
    let target = animal::table.filter(animal::id.eq(row.id)).filter(animal::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn list_animals(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListAnimalsQuery,
    after: Option<AnimalId>,
    limit: i64,
) -> Result<Vec<AnimalRow>, Error> {
    let mut statement = animal::table
        .filter(visible(caller))
        .order(animal::id.asc())
        .limit(limit)
        .select(AnimalRow::as_select())
        .into_boxed();
    if let Some(owner) = query.owner_party_id {
        statement = statement.filter(animal::owner_party_id.eq(owner));
    }
    if let Some(offer) = query.offer_id {
        statement = statement.filter(animal::offer_id.eq(offer));
    }
    if let Some(state) = query.state {
        statement = statement.filter(animal::state.eq(state));
    }
    if let Some(tag) = &query.tag {
        statement = statement.filter(animal::tag_key.eq(animal_tag_key(tag)));
    }
    if let Some(after) = after {
        statement = statement.filter(animal::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// Animals of a party in some states, the longest there first.
pub(super) async fn list_in_states(
    conn: &mut Connection,
    owner: PartyId,
    states: &[AnimalState],
    after: Option<After<AnimalId>>,
    limit: i64,
) -> Result<Vec<AnimalRow>, Error> {
    let mut statement = animal::table
        .filter(animal::owner_party_id.eq(owner))
        .filter(animal::state.eq_any(states))
        .order((animal::updated_at.asc(), animal::id.asc()))
        .limit(limit)
        .select(AnimalRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = animal::updated_at.eq(at).and(animal::id.gt(id));
        statement = statement.filter(animal::updated_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

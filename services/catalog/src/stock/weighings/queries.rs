//! All SQL of the weighings; who may read the animal may read them.

use std::collections::HashMap;

use api_types::catalog::ListWeighingsQuery;
use chrono::{DateTime, TimeDelta, Utc};
use db::{Connection, Prepare as _};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{AnimalId, WeighingId};
use service::Error;
use web::Caller;

use super::rows::WeighingRow;
use crate::schema::{animal, weighing};
use crate::stock::animals::{Weight, visible};

/// What stands under an id, if anything.
pub(super) async fn find_weighing(
    mut conn: &Connection,
    id: WeighingId,
) -> Result<Option<WeighingRow>, Error> {
    let stored = weighing::table.find(id).select(WeighingRow::as_select());
    Ok(stored.first(&mut conn).await.optional()?)
}

/// When the animal was weighed within a few minutes of an instant.
pub(super) async fn weighed_near(
    mut conn: &Connection,
    animal: AnimalId,
    at: DateTime<Utc>,
) -> Result<Vec<DateTime<Utc>>, Error> {
    let around = TimeDelta::minutes(5);
    let near = weighing::table
        .filter(weighing::animal_id.eq(animal))
        .filter(weighing::weighed_at.between(at - around, at + around))
        .order(weighing::weighed_at.asc())
        .select(weighing::weighed_at);
    Ok(near.load(&mut conn).await?)
}

/// Inserts a weighing; false when its id is taken.
pub(super) async fn insert_weighing(conn: &mut Connection, row: &WeighingRow) -> Result<bool, Error> {
    let inserting = diesel::insert_into(weighing::table).values(row).on_conflict_do_nothing();
    Ok(inserting.prepared().execute(conn).await? == 1)
}

/// What some animals weighed last, by the time of the weighing.
pub(in crate::stock) async fn latest_of(
    conn: &mut Connection,
    animals: &[AnimalId],
) -> Result<HashMap<AnimalId, Weight>, Error> {
    let latest = weighing::table
        .filter(weighing::animal_id.eq_any(animals))
        .distinct_on(weighing::animal_id)
        .order((weighing::animal_id, weighing::weighed_at.desc(), weighing::id.desc()))
        .select((weighing::animal_id, weighing::grams, weighing::weighed_at));
    let rows: Vec<(AnimalId, i64, DateTime<Utc>)> = latest.load(conn).await?;
    Ok(rows.into_iter().map(|(animal, grams, weighed_at)| (animal, Weight { grams, weighed_at })).collect())
}

pub(super) async fn list_weighings(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListWeighingsQuery,
    after: Option<WeighingId>,
    limit: i64,
) -> Result<Vec<WeighingRow>, Error> {
    let seen = animal::table.filter(visible(caller)).select(animal::id).into_boxed::<Pg>();
    let mut statement = weighing::table
        .filter(weighing::animal_id.eq_any(seen))
        .order(weighing::id.asc())
        .limit(limit)
        .select(WeighingRow::as_select())
        .into_boxed();
    if let Some(animal) = query.animal_id {
        statement = statement.filter(weighing::animal_id.eq(animal));
    }
    if let Some(after) = after {
        statement = statement.filter(weighing::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

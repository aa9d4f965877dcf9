//! All SQL of the parties. The directory is open to every caller; private fields are masked in the view.

use api_types::agreement::ListPartiesQuery;
use chrono::{DateTime, Utc};
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::PartyId;
use service::Error;

use super::rows::PartyRow;
use crate::regions::contains;
use crate::schema::party;

pub(crate) async fn find_party(mut conn: &Connection, id: PartyId) -> Result<Option<PartyRow>, Error> {
    let row = party::table.find(id).select(PartyRow::as_select()).first(&mut conn).await;
    Ok(row.optional()?)
}

pub(super) async fn lock_party(conn: &mut Connection, id: PartyId) -> Result<PartyRow, Error> {
    let row = party::table.find(id).select(PartyRow::as_select()).for_no_key_update().first(conn).await;
    row.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn insert_party(conn: &mut Connection, row: &PartyRow) -> Result<(), Error> {
    diesel::insert_into(party::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// New values of a party; `None` leaves a column as it is.
#[derive(AsChangeset)]
#[diesel(table_name = party)]
pub(super) struct PartyChanges {
    pub(super) legal_name: Option<String>,
    pub(super) short_name: Option<String>,
    pub(super) address: Option<Option<String>>,
    pub(super) version: i64,
    pub(super) updated_at: DateTime<Utc>,
}

/// Writes changes where the version is still `seen`.
pub(super) async fn update_party(
    conn: &mut Connection,
    id: PartyId,
    seen: i64,
    changes: PartyChanges,
) -> Result<PartyRow, Error> {
    let target = party::table.filter(party::id.eq(id)).filter(party::version.eq(seen));
    let row = diesel::update(target)
        .set(changes)
        .returning(PartyRow::as_returning())
        .prepared()
        .get_result(conn)
        .await;
    row.optional()?.ok_or_else(|| Error::Internal("the locked version is gone".to_owned()))
}

pub(super) async fn list_parties(
    conn: &mut Connection,
    query: &ListPartiesQuery,
    after: Option<PartyId>,
    limit: i64,
) -> Result<Vec<PartyRow>, Error> {
    let mut statement =
        party::table.order(party::id.asc()).limit(limit).select(PartyRow::as_select()).into_boxed();
    if let Some(kind) = query.kind {
        statement = statement.filter(party::kind.eq(kind));
    }
    if let Some(region) = &query.region_code {
        statement = statement.filter(party::region_code.eq(region));
    }
    if let Some(name) = &query.name {
        let pattern = contains(name);
        statement =
            statement.filter(party::legal_name.ilike(pattern.clone()).or(party::short_name.ilike(pattern)));
    }
    if let Some(after) = after {
        statement = statement.filter(party::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

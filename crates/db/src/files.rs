//! Where the bytes lie that a database knows of and does not hold itself, and which of them are to go.
//!
//! Two tables of a service that keeps files: `file_place`, one row, and `file_gone`.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{now, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::schema::{file_gone, file_place};
use crate::{Connection, DbError, Prepare as _};

/// Where the files of this database lie.
#[derive(Debug, Clone, Copy, Queryable)]
pub struct Place {
    /// The id that all names lie below.
    pub id: Uuid,
    /// The last day that was looked through.
    pub swept_until: Option<NaiveDate>,
    /// The database's time.
    pub now: DateTime<Utc>,
}

/// Whether the database knows of a place: one that the release before made does not until it is migrated.
///
/// # Errors
/// Database errors.
pub async fn is_known(conn: &mut Connection) -> Result<bool, DbError> {
    Ok(diesel::select(sql::<Bool>("to_regclass('file_place') is not null")).get_result(conn).await?)
}

/// The place.
///
/// # Errors
/// Database errors.
pub async fn place(conn: &mut Connection) -> Result<Place, DbError> {
    Ok(file_place::table
        .select((file_place::id, file_place::swept_until, now.into_sql::<Timestamptz>()))
        .first(conn)
        .await?)
}

/// Gives the place another id, and has it looked through anew.
///
/// # Errors
/// Database errors.
pub async fn set_place(conn: &mut Connection, id: Uuid) -> Result<(), DbError> {
    let set = (file_place::id.eq(id), file_place::swept_until.eq(None::<NaiveDate>));
    diesel::update(file_place::table).set(set).execute(conn).await?;
    Ok(())
}

/// Notes until which day the place was looked through.
///
/// # Errors
/// Database errors.
pub async fn set_swept(conn: &mut Connection, until: NaiveDate) -> Result<(), DbError> {
    diesel::update(file_place::table).set(file_place::swept_until.eq(until)).execute(conn).await?;
    Ok(())
}

/// Notes bytes that no row will know, so that they are deleted.
///
/// # Errors
/// Database errors.
pub async fn let_go(conn: &mut Connection, name: &str) -> Result<(), DbError> {
    let row = diesel::insert_into(file_gone::table).values(file_gone::stored_as.eq(name));
    row.on_conflict_do_nothing().prepared().execute(conn).await?;
    Ok(())
}

/// Names whose bytes are to go, the oldest first.
///
/// # Errors
/// Database errors.
pub async fn gone(conn: &mut Connection, most: i64) -> Result<Vec<String>, DbError> {
    let names = file_gone::table.order(file_gone::gone_at).limit(most).select(file_gone::stored_as);
    Ok(names.load(conn).await?)
}

/// Forgets names whose bytes have gone.
///
/// # Errors
/// Database errors.
pub async fn forget_gone(conn: &mut Connection, names: &[String]) -> Result<(), DbError> {
    let done = file_gone::table.filter(file_gone::stored_as.eq_any(names));
    diesel::delete(done).execute(conn).await?;
    Ok(())
}

/// Lets nobody else bring anything for `owner` until the transaction ends.
///
/// # Errors
/// Database errors.
pub async fn lock_use(conn: &mut Connection, owner: Uuid) -> Result<(), DbError> {
    let lock = diesel::sql_query("select pg_advisory_xact_lock(hashtextextended($1, 0))");
    lock.bind::<Text, _>(format!("files of {owner}")).execute(conn).await?;
    Ok(())
}

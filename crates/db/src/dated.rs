//! Rows of rule tables: dated, never edited, only ended and followed. What a row says is JSON that its service reads.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use serde_json::Value;
use uuid::Uuid;

use crate::schema::dated_row;
use crate::{Connection, DbError};

/// A row as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = dated_row)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct DatedRow {
    /// Its id.
    pub id: Uuid,
    /// Its table.
    pub rule_table: String,
    /// What at most one row in force on a day says something of.
    pub key: String,
    /// What it says.
    pub content: Value,
    /// First day on which it holds.
    pub in_force_from_date: NaiveDate,
    /// Last day; none while open-ended.
    pub in_force_until_date: Option<NaiveDate>,
    /// The law, or where a figure comes from.
    pub source: String,
    /// Its version.
    pub version: i64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// Party of who added it; none for the rows the platform came with.
    pub created_by_party_id: Option<Uuid>,
    /// Who added it.
    pub created_by: Option<String>,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Party of who ended it.
    pub ended_by_party_id: Option<Uuid>,
    /// Who ended it.
    pub ended_by: Option<String>,
    /// Why it was ended.
    pub ending_note: Option<String>,
}

/// Which rows of a table are listed.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// The table.
    pub table: &'a str,
    /// What a row says holds one of these.
    pub any_of: Vec<Value>,
    /// It holds on this day.
    pub as_of: Option<NaiveDate>,
}

/// A page of rows in order of their ids, after one.
///
/// # Errors
/// Database errors.
pub async fn list(
    mut conn: &Connection,
    wanted: &Wanted<'_>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<DatedRow>, DbError> {
    let mut query = dated_row::table
        .filter(dated_row::rule_table.eq(wanted.table.to_owned()))
        .order(dated_row::id.asc())
        .limit(limit)
        .select(DatedRow::as_select())
        .into_boxed();
    let mut alternatives = wanted.any_of.iter();
    if let Some(first) = alternatives.next() {
        type Says =
            Box<dyn BoxableExpression<dated_row::table, diesel::pg::Pg, SqlType = diesel::sql_types::Bool>>;
        let first: Says = Box::new(dated_row::content.contains(first.clone()));
        let says = alternatives
            .fold(first, |says, one| Box::new(says.or(dated_row::content.contains(one.clone()))) as Says);
        query = query.filter(says);
    }
    if let Some(day) = wanted.as_of {
        let until = dated_row::in_force_until_date;
        query = query.filter(dated_row::in_force_from_date.le(day)).filter(until.is_null().or(until.ge(day)));
    }
    if let Some(after) = after {
        query = query.filter(dated_row::id.gt(after));
    }
    Ok(query.load(&mut conn).await?)
}

/// All rows of a table, in order of their ids.
///
/// # Errors
/// Database errors.
pub async fn all(mut conn: &Connection, table: &str) -> Result<Vec<DatedRow>, DbError> {
    let rows = dated_row::table.filter(dated_row::rule_table.eq(table)).order(dated_row::id.asc());
    Ok(rows.select(DatedRow::as_select()).load(&mut conn).await?)
}

/// One row of a table.
///
/// # Errors
/// Database errors.
pub async fn find(mut conn: &Connection, table: &str, id: Uuid) -> Result<Option<DatedRow>, DbError> {
    let row = dated_row::table.find(id).filter(dated_row::rule_table.eq(table));
    Ok(row.select(DatedRow::as_select()).first(&mut conn).await.optional()?)
}

/// Until the transaction ends nobody else adds or ends a row: what is read after this stays.
///
/// # Errors
/// Database errors.
pub async fn lock(conn: &mut Connection) -> Result<(), DbError> {
    Ok(conn.batch_execute("lock table dated_row in share row exclusive mode").await?)
}

/// Adds a row.
///
/// # Errors
/// Database errors.
pub async fn insert(conn: &mut Connection, row: &DatedRow) -> Result<(), DbError> {
    diesel::insert_into(dated_row::table).values(row).execute(conn).await?;
    Ok(())
}

/// Writes the end of a row.
///
/// # Errors
/// Database errors.
pub async fn end(conn: &mut Connection, row: &DatedRow) -> Result<(), DbError> {
    let ended = (
        dated_row::in_force_until_date.eq(row.in_force_until_date),
        dated_row::version.eq(row.version),
        dated_row::ended_at.eq(row.ended_at),
        dated_row::ended_by_party_id.eq(row.ended_by_party_id),
        dated_row::ended_by.eq(&row.ended_by),
        dated_row::ending_note.eq(&row.ending_note),
    );
    diesel::update(dated_row::table.find(row.id)).set(ended).execute(conn).await?;
    Ok(())
}

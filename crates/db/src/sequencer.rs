//! Gives committed events their positions: gapless, in an order that respects causality.
//!
//! A sequence alone is no order of commit. The sequencer locks the head row in its own statement, so
//! that the next statement's snapshot is younger than every position given before; only then does it
//! number the rows it can see. Any number of sequencers may run; one at a time holds the lock.

use crate::prepared::Prepare as _;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{self, Array, BigInt, Bool};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::outbox::Heard;
use crate::schema::{feed_head, outbox};
use crate::{Connection, Db, DbError, failpoint};

/// Events numbered per transaction.
const BATCH: i64 = 1000;

/// The statement that numbers: positions after `head` for the first [`BATCH`] events without one.
#[derive(QueryId)]
struct Numbering {
    head: i64,
}

impl QueryFragment<Pg> for Numbering {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("with next as (select seq, row_number() over (order by seq) as n from ");
        out.push_sql("(select seq from outbox where position is null order by seq limit ");
        out.push_bind_param::<BigInt, _>(&BATCH)?;
        out.push_sql(") as waiting) update outbox set position = ");
        out.push_bind_param::<BigInt, _>(&self.head)?;
        out.push_sql(" + next.n from next where outbox.seq = next.seq ");
        out.push_sql("returning outbox.position, outbox.everybody, outbox.audience");
        Ok(())
    }
}

impl Query for Numbering {
    type SqlType = (BigInt, Bool, Array<sql_types::Uuid>);
}

/// Numbers what is waiting and returns who may see what got a position, in order.
///
/// # Errors
/// Database errors; nothing is numbered then.
pub async fn run_once(db: &Db) -> Result<Vec<Heard>, DbError> {
    // Looking first keeps an idle service from writing at all.
    let waiting = {
        let mut conn = db.own().await?;
        let first = outbox::table.filter(outbox::position.is_null()).order(outbox::seq).select(outbox::seq);
        first.first::<i64>(&mut conn).await.optional()?
    };
    if waiting.is_none() {
        return Ok(Vec::new());
    }
    let mut conn = db.own().await?;
    let conn: &mut Connection = &mut conn;
    use diesel_async::AsyncConnection as _;
    conn.transaction(async |conn| number(conn).await).await.map_err(|NumberError(error)| error)
}

struct NumberError(DbError);
impl From<diesel::result::Error> for NumberError {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.into())
    }
}

async fn number(conn: &mut Connection) -> Result<Vec<Heard>, NumberError> {
    let head = feed_head::table.select(feed_head::position).for_no_key_update().first(conn).await?;
    let mut numbered: Vec<Heard> = Numbering { head }.load(conn).await?;
    failpoint::pass("sequencer-mid-batch");
    numbered.sort_unstable_by_key(|one| one.position);
    let next = numbered.last().map_or(head, |one| one.position);
    diesel::update(feed_head::table).set(feed_head::position.eq(next)).prepared().execute(conn).await?;
    Ok(numbered)
}

/// The last position given, and the life of the feed it belongs to.
#[derive(Debug, Clone, Copy, Queryable)]
pub struct Head {
    /// The last position given.
    pub position: i64,
    /// Another one once the database was restored from an older copy.
    pub epoch: Uuid,
}

/// Where this feed ends.
///
/// # Errors
/// Database errors.
pub async fn head(conn: &mut Connection) -> Result<Head, DbError> {
    Ok(feed_head::table.select((feed_head::position, feed_head::epoch)).first(conn).await?)
}

/// Whether the tables are of a release that knows epochs.
///
/// # Errors
/// Database errors.
pub async fn knows_epochs(conn: &mut Connection) -> Result<bool, DbError> {
    let known = diesel::dsl::sql::<diesel::sql_types::Bool>("to_regclass('parked_event') is not null");
    Ok(diesel::select(known).get_result(conn).await?)
}

/// Begins another life of this feed: its positions are no longer those that were read before. Gives its epoch.
///
/// # Errors
/// Database errors.
pub async fn begin_epoch(conn: &mut Connection) -> Result<Uuid, DbError> {
    let another = diesel::dsl::sql::<diesel::sql_types::Uuid>("gen_random_uuid()");
    let begun = diesel::update(feed_head::table).set(feed_head::epoch.eq(another));
    Ok(begun.returning(feed_head::epoch).get_result(conn).await?)
}

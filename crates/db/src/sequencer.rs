//! Gives committed events their positions: gapless, in an order that respects causality.
//!
//! A sequence alone is no order of commit. The sequencer locks the head row in its own statement, so
//! that the next statement's snapshot is younger than every position given before; only then does it
//! number the rows it can see. Any number of sequencers may run; one at a time holds the lock.

use diesel::sql_types::Int8;
use diesel_async::RunQueryDsl;

use crate::{Connection, Db, DbError, failpoint};

/// Events numbered per transaction.
const BATCH: i64 = 1000;

#[derive(diesel::QueryableByName)]
struct Head {
    #[diesel(sql_type = Int8)]
    position: i64,
}

/// Numbers what is waiting and returns how many events got a position.
///
/// # Errors
/// Database errors; nothing is numbered then.
pub async fn run_once(db: &Db) -> Result<usize, DbError> {
    // Looking first keeps an idle service from writing at all.
    let waiting = {
        let mut conn = db.read().await?;
        diesel::sql_query("select seq as position from outbox where position is null order by seq limit 1")
            .get_results::<Head>(&mut conn)
            .await?
    };
    if waiting.is_empty() {
        return Ok(0);
    }
    let mut conn = db.read().await?;
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

async fn number(conn: &mut Connection) -> Result<usize, NumberError> {
    let head: Head =
        diesel::sql_query("select position from feed_head for no key update").get_result(conn).await?;
    let numbered = diesel::sql_query(
        "with next as (select seq, row_number() over (order by seq) as n from \
         (select seq from outbox where position is null order by seq limit $2) as waiting) \
         update outbox set position = $1 + next.n from next where outbox.seq = next.seq",
    )
    .bind::<Int8, _>(head.position)
    .bind::<Int8, _>(BATCH)
    .execute(conn)
    .await?;
    failpoint::pass("sequencer-mid-batch");
    diesel::sql_query("update feed_head set position = position + $1")
        .bind::<Int8, _>(i64::try_from(numbered).unwrap_or(i64::MAX))
        .execute(conn)
        .await?;
    Ok(numbered)
}

/// The last position given.
///
/// # Errors
/// Database errors.
pub async fn head(conn: &mut Connection) -> Result<i64, DbError> {
    let head: Head = diesel::sql_query("select position from feed_head").get_result(conn).await?;
    Ok(head.position)
}

//! What is forgotten, after how long, in batches that hold nobody up. What has no row here is kept for ever: the history of
//! every lifecycle (`transition`), which is the proof of who did what, and what the services trade with.
//!
//! | table | what goes | after |
//! |---|---|---|
//! | `outbox`, `feed_reader` | events that a later one of their resource, told to the same readers, has replaced | 90 days |
//! | `idempotency_key` | answers that a repeat would get again | 7 days |
//! | `revoked_token` | tokens that have expired | 5 minutes |
//! | `job` | jobs that have ended; their files at once | 30 days |

use std::time::Duration;

use diesel::sql_types::{BigInt, Double};
use diesel_async::RunQueryDsl as _;

use crate::{Db, DbError, forgetting, idempotency, jobs, token_keys};

/// How long every event is kept. After that the last of each resource is enough: it leads to the resource as it is.
pub const EVENTS_KEPT: Duration = Duration::from_secs(90 * 86_400);
/// Rows of one batch.
const BATCH: i64 = 1000;
/// Batches of one table in one turn; the rest waits for the next one.
const TURN: u32 = 20;

/// Looks at the events after the mark that are old enough, deletes what they replace, and moves the mark.
const THIN: &str = "
    with batch as materialized (
        select seq, position, subject, audience, everybody
        from (select * from outbox where position > (select position from feed_thinned) order by position limit $2) as next
        where recorded_at < now() - make_interval(secs => $1)
    ), gone as (
        delete from outbox using batch
        where outbox.subject = batch.subject and outbox.seq < batch.seq and outbox.position < batch.position
            and (batch.everybody or (not outbox.everybody and outbox.audience <@ batch.audience))
        returning outbox.position, outbox.everybody, outbox.audience
    ), readers as (
        delete from feed_reader using (
            select position, unnest(case when everybody
                then array['00000000-0000-0000-0000-000000000000'::uuid] else audience end) as party_id
            from gone
        ) as told
        where feed_reader.party_id = told.party_id and feed_reader.position = told.position
    )
    update feed_thinned set position = batch.last from (select max(position) as last from batch) as batch
    where batch.last is not null";

/// Forgets what is old enough by the database's clock, at most some thousand rows of each table. `passed` is the time that
/// really passed since this process last asked, by a clock that nobody sets: keys and revocations are forgotten no faster.
///
/// # Errors
/// Database errors; the next turn goes on.
pub async fn forget(db: &Db, passed: Duration) -> Result<(), DbError> {
    for _ in 0..TURN {
        let mut conn = db.own().await?;
        let moved = diesel::sql_query(THIN)
            .bind::<Double, _>(EVENTS_KEPT.as_secs_f64())
            .bind::<BigInt, _>(BATCH)
            .execute(&mut conn)
            .await?;
        if moved == 0 {
            break;
        }
    }
    let conn = &mut *db.own().await?;
    let oldest = idempotency::oldest(conn).await?;
    let before = forgetting::until(conn, "idempotency_key", idempotency::KEPT, passed, oldest).await?;
    for _ in 0..TURN {
        if idempotency::forget_old(conn, before, BATCH).await? == 0 {
            break;
        }
    }
    let oldest = token_keys::oldest(conn).await?;
    let before = forgetting::until(conn, "revoked_token", token_keys::KEPT, passed, oldest).await?;
    for _ in 0..TURN {
        if token_keys::forget_expired(conn, before, BATCH).await? == 0 {
            break;
        }
    }
    for _ in 0..TURN {
        if jobs::forget_old(conn, BATCH).await? == 0 {
            break;
        }
    }
    Ok(())
}

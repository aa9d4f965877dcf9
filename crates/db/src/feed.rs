//! How far this service has read another service's feed.
//!
//! The cursor moves in the transaction of the projection it belongs to: each event has its effect
//! exactly once, however often the reader is killed.

use crate::prepared::Prepare as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::schema::{feed_cursor, parked_event};
use crate::{Connection, DbError};

/// Locks the cursor of `source` for this transaction and returns its position and the epoch it belongs to; another
/// instance that reads the same feed waits here.
///
/// # Errors
/// Database errors.
pub async fn lock_cursor(conn: &mut Connection, source: &str) -> Result<(i64, Option<Uuid>), DbError> {
    diesel::insert_into(feed_cursor::table)
        .values((feed_cursor::source.eq(source), feed_cursor::position.eq(0)))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    let place = (feed_cursor::position, feed_cursor::epoch);
    Ok(feed_cursor::table.find(source).select(place).for_no_key_update().first(conn).await?)
}

/// Moves the cursor; call it in the transaction that holds the lock. `behind_since` is when the first event that is
/// known and comes after was recorded at the source; none where nothing is left.
///
/// # Errors
/// Database errors.
pub async fn advance(
    conn: &mut Connection,
    source: &str,
    position: i64,
    behind_since: Option<DateTime<Utc>>,
) -> Result<(), DbError> {
    diesel::update(feed_cursor::table.find(source))
        .set((
            feed_cursor::position.eq(position),
            feed_cursor::behind_since.eq(behind_since),
            feed_cursor::failing_position.eq(None::<i64>),
            feed_cursor::failures.eq(0),
            feed_cursor::failure.eq(None::<String>),
        ))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// Remembers that `source` answered at `at`, and when the first event of its answer was recorded there: until that is
/// applied, this service is as old as it.
///
/// # Errors
/// Database errors.
pub async fn contacted(
    conn: &mut Connection,
    source: &str,
    at: DateTime<Utc>,
    behind_since: Option<DateTime<Utc>>,
) -> Result<(), DbError> {
    let heard = (feed_cursor::contacted_at.eq(at), feed_cursor::behind_since.eq(behind_since));
    diesel::insert_into(feed_cursor::table)
        .values((feed_cursor::source.eq(source), feed_cursor::position.eq(0), heard))
        .on_conflict(feed_cursor::source)
        .do_update()
        .set(heard)
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// Remembers which life of the feed is read, where none was known.
///
/// # Errors
/// Database errors.
pub async fn adopt(conn: &mut Connection, source: &str, epoch: Uuid) -> Result<(), DbError> {
    let unknown = feed_cursor::table.find(source).filter(feed_cursor::epoch.is_null());
    diesel::update(unknown).set(feed_cursor::epoch.eq(epoch)).execute(conn).await?;
    Ok(())
}

/// Remembers that the event at `position` could not be applied; returns how often that has happened in a row.
///
/// # Errors
/// Database errors.
pub async fn failed(conn: &mut Connection, source: &str, position: i64, why: &str) -> Result<i32, DbError> {
    let again = diesel::dsl::case_when(
        feed_cursor::failing_position.is_not_distinct_from(position),
        feed_cursor::failures + 1,
    );
    Ok(diesel::update(feed_cursor::table.find(source))
        .set((
            feed_cursor::failures.eq(again.otherwise(1)),
            feed_cursor::failing_position.eq(position),
            feed_cursor::failure.eq(why),
        ))
        .returning(feed_cursor::failures)
        .get_result(conn)
        .await?)
}

/// Forgets how far `source` was read, what was parked of it and that it was ever heard: it is read from the start, in the
/// life `epoch` of its feed. Call it in the transaction that holds the lock.
///
/// # Errors
/// Database errors.
pub async fn begin_anew(conn: &mut Connection, source: &str, epoch: Option<Uuid>) -> Result<(), DbError> {
    diesel::delete(parked_event::table.filter(parked_event::source.eq(source))).execute(conn).await?;
    diesel::update(feed_cursor::table.find(source))
        .set((
            feed_cursor::position.eq(0),
            feed_cursor::epoch.eq(epoch),
            feed_cursor::contacted_at.eq(None::<DateTime<Utc>>),
            feed_cursor::behind_since.eq(None::<DateTime<Utc>>),
            feed_cursor::failing_position.eq(None::<i64>),
            feed_cursor::failures.eq(0),
            feed_cursor::failure.eq(None::<String>),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Says that a cursor belongs to another life of the same events: copies that fit together were restored together.
///
/// # Errors
/// Database errors.
pub async fn follow_epoch(conn: &mut Connection, source: &str, epoch: Uuid) -> Result<(), DbError> {
    // What is read apart of a feed has a cursor of its own, named after it.
    let of_source = feed_cursor::source.eq(source).or(feed_cursor::source.like(format!("{source}/%")));
    diesel::update(feed_cursor::table.filter(of_source))
        .set(feed_cursor::epoch.eq(epoch))
        .execute(conn)
        .await?;
    Ok(())
}

/// Position and freshness of a feed this service reads.
#[derive(Debug, Clone, Copy, Default, Queryable)]
pub struct FeedStatus {
    /// The last event applied.
    pub position: i64,
    /// When the source last answered.
    pub contacted_at: Option<DateTime<Utc>>,
    /// When the oldest event that is known and not applied was recorded at the source.
    pub behind_since: Option<DateTime<Utc>>,
    /// The life of the feed that the position belongs to.
    pub epoch: Option<Uuid>,
}

impl FeedStatus {
    /// Until when everything the source told is known here: its last answer, or its oldest event that is not applied,
    /// whichever is earlier. None where it was never heard.
    pub fn fresh_until(&self) -> Option<DateTime<Utc>> {
        let heard = self.contacted_at?;
        Some(self.behind_since.map_or(heard, |behind| behind.min(heard)))
    }
}

/// Where this service stands in `source`'s feed; zero when it was never read.
///
/// # Errors
/// Database errors.
pub async fn status(mut conn: &Connection, source: &str) -> Result<FeedStatus, DbError> {
    Ok(feed_cursor::table
        .find(source)
        .select((
            feed_cursor::position,
            feed_cursor::contacted_at,
            feed_cursor::behind_since,
            feed_cursor::epoch,
        ))
        .first(&mut conn)
        .await
        .optional()?
        .unwrap_or_default())
}

/// A feed this service reads, and what stands in its way.
#[derive(Debug, Clone, Queryable)]
pub struct Feed {
    /// Name of the source.
    pub source: String,
    /// How far it is read, and how fresh that is.
    pub status: FeedStatus,
    /// The event that could not be applied, of which more tries follow.
    pub failing_position: Option<i64>,
    /// How often it could not.
    pub failures: i32,
    /// Why.
    pub failure: Option<String>,
}

/// Every feed that this service reads, by name.
///
/// # Errors
/// Database errors.
pub async fn all(conn: &mut Connection) -> Result<Vec<Feed>, DbError> {
    let status =
        (feed_cursor::position, feed_cursor::contacted_at, feed_cursor::behind_since, feed_cursor::epoch);
    let columns = (
        feed_cursor::source,
        status,
        feed_cursor::failing_position,
        feed_cursor::failures,
        feed_cursor::failure,
    );
    Ok(feed_cursor::table.order(feed_cursor::source).select(columns).load(conn).await?)
}

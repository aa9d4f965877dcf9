//! How far this service has read another service's feed.
//!
//! The cursor moves in the transaction of the projection it belongs to: each event has its effect
//! exactly once, however often the reader is killed.

use crate::prepared::Prepare as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::schema::feed_cursor;
use crate::{Connection, DbError};

/// Locks the cursor of `source` for this transaction and returns its position; another instance that
/// reads the same feed waits here.
///
/// # Errors
/// Database errors.
pub async fn lock_cursor(conn: &mut Connection, source: &str) -> Result<i64, DbError> {
    diesel::insert_into(feed_cursor::table)
        .values((feed_cursor::source.eq(source), feed_cursor::position.eq(0)))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(feed_cursor::table.find(source).select(feed_cursor::position).for_no_key_update().first(conn).await?)
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
        .set((feed_cursor::position.eq(position), feed_cursor::behind_since.eq(behind_since)))
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

/// Position and freshness of a feed this service reads.
#[derive(Debug, Clone, Copy, Default, Queryable)]
pub struct FeedStatus {
    /// The last event applied.
    pub position: i64,
    /// When the source last answered.
    pub contacted_at: Option<DateTime<Utc>>,
    /// When the oldest event that is known and not applied was recorded at the source.
    pub behind_since: Option<DateTime<Utc>>,
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
        .select((feed_cursor::position, feed_cursor::contacted_at, feed_cursor::behind_since))
        .first(&mut conn)
        .await
        .optional()?
        .unwrap_or_default())
}

//! Up to when old rows are forgotten: by the database's clock, and by no more than the time that really passed. A clock that
//! is a week ahead, at the start or later, forgets no key and no revocation before its time.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Double, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::{Connection, DbError};

const MOVE: &str = "
    insert into forgotten (kind, until, moved_at)
    values ($1, least($4, now() - make_interval(secs => $2)), now())
    on conflict (kind) do update set
        until = least(
            now() - make_interval(secs => $2),
            forgotten.until + least(make_interval(secs => $3), greatest(now() - forgotten.moved_at, interval '0'))
        ),
        moved_at = now()
    returning until";

#[derive(diesel::QueryableByName)]
struct Until {
    #[diesel(sql_type = Timestamptz)]
    until: DateTime<Utc>,
}

/// Up to when rows of a kind may be forgotten that are kept for so long. `passed` is the time that really passed since this
/// process last asked, by a clock that nobody sets; `oldest` is where the first question of an installation begins.
///
/// # Errors
/// Database errors.
pub async fn until(
    conn: &mut Connection,
    kind: &str,
    kept: Duration,
    passed: Duration,
    oldest: Option<DateTime<Utc>>,
) -> Result<DateTime<Utc>, DbError> {
    let moved = diesel::sql_query(MOVE)
        .bind::<Text, _>(kind)
        .bind::<Double, _>(kept.as_secs_f64())
        .bind::<Double, _>(passed.as_secs_f64())
        .bind::<Nullable<Timestamptz>, _>(oldest);
    Ok(moved.get_result::<Until>(conn).await?.until)
}

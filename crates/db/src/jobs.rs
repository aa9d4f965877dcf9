//! Jobs: what takes too long for an answer, taken up by one worker of whatever process.
//!
//! A worker holds a job by a lease that it renews. One that is killed loses it, and another begins anew; what the first one did is
//! not there, because a job ends in the transaction of its effect and only under its lease. Whether a job may be taken up,
//! cancelled or ended says the lifecycle of [`JobState`].

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Double, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use domain::shared::{Id as _, JobEvent, JobId, JobState, PartyId};
use serde_json::Value;
use uuid::Uuid;

use crate::schema::job;
use crate::{Connection, DbError};

/// How long a job is kept after its end.
pub const KEPT: Duration = Duration::from_secs(30 * 86_400);
/// How long a worker is believed to be at a job after it last said so.
pub const LEASE: Duration = Duration::from_secs(30);

/// A job as stored, without its file.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = job)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct JobRow {
    /// Its id.
    pub id: JobId,
    /// Whose it is.
    pub party_id: PartyId,
    /// The operation that asked for it.
    pub operation: String,
    /// Where it stands.
    pub state: JobState,
    /// Who asked, as the token said.
    pub claims: Value,
    /// From where.
    pub address: String,
    /// By which request.
    pub request_id: Uuid,
    /// What it is asked to do.
    pub input: Value,
    /// How much is done.
    pub progress: i64,
    /// Of how much, where that is known.
    pub progress_of: Option<i64>,
    /// What came of it.
    pub result: Option<Value>,
    /// Why nothing came of it.
    pub failure: Option<Value>,
    /// How often it was taken up.
    pub attempts: i32,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was last taken up.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// A job to be stored.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = job)]
pub struct NewJob<'a> {
    /// Its id.
    pub id: JobId,
    /// Whose it is.
    pub party_id: PartyId,
    /// The operation that asks for it.
    pub operation: &'a str,
    /// Where it stands.
    pub state: JobState,
    /// Who asks, as the token says.
    pub claims: Value,
    /// From where.
    pub address: String,
    /// By which request.
    pub request_id: Uuid,
    /// What it is asked to do.
    pub input: Value,
    /// What it works on.
    pub file: Option<&'a [u8]>,
    /// When it is asked for.
    pub created_at: DateTime<Utc>,
}

/// How many jobs of a party have not ended. Whoever asks holds the party's jobs until the transaction ends: of two who ask at once
/// the second counts the first one's.
///
/// # Errors
/// Database errors.
pub async fn count_open(conn: &mut Connection, party: PartyId) -> Result<i64, DbError> {
    diesel::sql_query("select pg_advisory_xact_lock(hashtextextended('jobs of ' || $1::text, 0))")
        .bind::<SqlUuid, _>(party.uuid())
        .execute(conn)
        .await?;
    let open = job::table.filter(job::party_id.eq(party)).filter(job::ended_at.is_null());
    Ok(open.select(count_star()).get_result(conn).await?)
}

/// Stores a job.
///
/// # Errors
/// Database errors.
pub async fn insert(conn: &mut Connection, new: &NewJob<'_>) -> Result<JobRow, DbError> {
    let inserting = diesel::insert_into(job::table).values(new.clone());
    Ok(inserting.returning(JobRow::as_returning()).get_result(conn).await?)
}

/// A job of a party.
///
/// # Errors
/// Database errors.
pub async fn find(conn: &mut Connection, party: PartyId, id: JobId) -> Result<Option<JobRow>, DbError> {
    let found = job::table.find(id).filter(job::party_id.eq(party)).select(JobRow::as_select());
    Ok(found.first(conn).await.optional()?)
}

/// A job of a party, held until the transaction ends.
///
/// # Errors
/// Database errors.
pub async fn lock(conn: &mut Connection, party: PartyId, id: JobId) -> Result<Option<JobRow>, DbError> {
    let found = job::table.filter(job::id.eq(id)).filter(job::party_id.eq(party));
    Ok(found.for_no_key_update().select(JobRow::as_select()).first(conn).await.optional()?)
}

/// Jobs of a party, the newest first.
///
/// # Errors
/// Database errors.
pub async fn list(
    conn: &mut Connection,
    party: PartyId,
    state: Option<JobState>,
    after: Option<JobId>,
    limit: i64,
) -> Result<Vec<JobRow>, DbError> {
    let mut jobs = job::table
        .filter(job::party_id.eq(party))
        .order(job::id.desc())
        .limit(limit)
        .select(JobRow::as_select())
        .into_boxed();
    if let Some(state) = state {
        jobs = jobs.filter(job::state.eq(state));
    }
    if let Some(after) = after {
        jobs = jobs.filter(job::id.lt(after));
    }
    Ok(jobs.load(conn).await?)
}

/// Takes up a job of some operations: one that nobody is at, or whose worker has not been heard of for longer than its lease.
/// Parties take turns: it is the longest waiting job of the party whose last turn lies furthest back.
///
/// # Errors
/// Database errors.
pub async fn take(
    conn: &mut Connection,
    operations: &[&str],
    lease: Uuid,
    at: DateTime<Utc>,
) -> Result<Option<(JobRow, Option<Vec<u8>>)>, DbError> {
    const TAKE: &str = "
        update job set state = $1, lease = $2, leased_until = now() + make_interval(secs => $3),
            attempts = attempts + 1, started_at = $4, progress = 0, progress_of = null
        where id = (
            select id from job as next
            where ended_at is null and operation = any($5) and (lease is null or leased_until < now())
            order by (select max(started_at) from job where job.party_id = next.party_id) nulls first, created_at, id
            limit 1
            for update skip locked
        )
        returning id";
    #[derive(QueryableByName)]
    struct Taken {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let taken = diesel::sql_query(TAKE)
        .bind::<Text, _>(JobState::Running.label())
        .bind::<SqlUuid, _>(lease)
        .bind::<Double, _>(LEASE.as_secs_f64())
        .bind::<Timestamptz, _>(at)
        .bind::<Array<Text>, _>(operations)
        .get_result::<Taken>(conn)
        .await
        .optional()?;
    let Some(Taken { id }) = taken else { return Ok(None) };
    let row = job::table.find(JobId::from_uuid(id)).select((JobRow::as_select(), job::file));
    Ok(Some(row.first(conn).await?))
}

/// Says that a worker is still at a job, and how far; false when the job is not its any more.
///
/// # Errors
/// Database errors.
pub async fn keep(
    conn: &mut Connection,
    id: JobId,
    lease: Uuid,
    (progress, of): (i64, Option<i64>),
) -> Result<bool, DbError> {
    const KEEP: &str = "
        update job set leased_until = now() + make_interval(secs => $3), progress = $4, progress_of = $5
        where id = $1 and lease = $2";
    let kept = diesel::sql_query(KEEP)
        .bind::<SqlUuid, _>(id.uuid())
        .bind::<SqlUuid, _>(lease)
        .bind::<Double, _>(LEASE.as_secs_f64())
        .bind::<BigInt, _>(progress)
        .bind::<diesel::sql_types::Nullable<BigInt>, _>(of)
        .execute(conn)
        .await?;
    Ok(kept == 1)
}

/// How a job ended.
#[derive(Debug, Clone)]
pub struct Ending {
    /// `done` or `failed`.
    pub state: JobState,
    /// What came of it.
    pub result: Option<Value>,
    /// Why nothing came of it.
    pub failure: Option<Value>,
    /// How much was done, of how much.
    pub progress: (i64, Option<i64>),
}

/// Who asked is forgotten with the end: nothing is done in that name any more.
fn nobody() -> Value {
    Value::Object(serde_json::Map::new())
}

/// Ends a job under its lease, in the transaction of its effect; false when it is not the worker's any more.
///
/// # Errors
/// Database errors.
pub async fn end(
    conn: &mut Connection,
    id: JobId,
    lease: Uuid,
    ending: &Ending,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let target = job::table.filter(job::id.eq(id)).filter(job::lease.eq(lease));
    let ended = diesel::update(target)
        .set((
            job::state.eq(ending.state),
            job::result.eq(&ending.result),
            job::failure.eq(&ending.failure),
            job::progress.eq(ending.progress.0),
            job::progress_of.eq(ending.progress.1),
            job::ended_at.eq(at),
            job::file.eq(None::<Vec<u8>>),
            job::claims.eq(nobody()),
            job::address.eq(""),
            job::lease.eq(None::<Uuid>),
            job::leased_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await?;
    Ok(ended == 1)
}

/// Lets another worker begin a job anew, as one that was taken up so often.
///
/// # Errors
/// Database errors.
pub async fn give_back(conn: &mut Connection, id: JobId, lease: Uuid, attempts: i32) -> Result<(), DbError> {
    let target = job::table.filter(job::id.eq(id)).filter(job::lease.eq(lease));
    diesel::update(target)
        .set((
            job::state.eq(JobState::Waiting),
            job::lease.eq(None::<Uuid>),
            job::leased_until.eq(None::<DateTime<Utc>>),
            job::progress.eq(0),
            job::attempts.eq(attempts),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Cancels a job that has not ended; none when it has.
///
/// # Errors
/// Database errors.
pub async fn cancel(conn: &mut Connection, id: JobId, at: DateTime<Utc>) -> Result<Option<JobRow>, DbError> {
    let open = job::state.eq_any(JobState::before(JobEvent::Cancel));
    let cancelled = diesel::update(job::table.filter(job::id.eq(id)).filter(open))
        .set((
            job::state.eq(JobState::Cancelled),
            job::ended_at.eq(at),
            job::file.eq(None::<Vec<u8>>),
            job::claims.eq(nobody()),
            job::address.eq(""),
            job::lease.eq(None::<Uuid>),
            job::leased_until.eq(None::<DateTime<Utc>>),
        ))
        .returning(JobRow::as_returning())
        .get_result(conn)
        .await
        .optional()?;
    Ok(cancelled)
}

/// Forgets jobs that ended long ago, at most so many; returns how many.
///
/// # Errors
/// Database errors.
pub(crate) async fn forget_old(conn: &mut Connection, most: i64) -> Result<usize, DbError> {
    const FORGET: &str = "
        delete from job where id in
            (select id from job where ended_at < now() - make_interval(secs => $1) limit $2)";
    let forgotten = diesel::sql_query(FORGET).bind::<Double, _>(KEPT.as_secs_f64()).bind::<BigInt, _>(most);
    Ok(forgotten.execute(conn).await?)
}

//! Idempotency keys: key, effect, events and the stored answer are one transaction.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::prepared::Prepare as _;
use crate::schema::idempotency_key;
use crate::{Connection, DbError};

diesel::define_sql_function! {
    /// Whether the lock was free; it is held until the transaction ends (PostgreSQL, advisory lock functions).
    fn pg_try_advisory_xact_lock(key: BigInt) -> Bool;
}

/// How long an answer is kept.
pub const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What a keyed request is remembered by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyScope {
    /// Party of the caller.
    pub party_id: Uuid,
    /// Client of the caller.
    pub client: String,
    /// The `Idempotency-Key`.
    pub key: String,
    /// SHA-256 of method, path, query and raw body.
    pub fingerprint: Vec<u8>,
}

/// An answer as it was given; a repeat gets the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct StoredAnswer {
    /// Status code, always 2xx.
    pub status: i16,
    /// `Location`.
    pub location: Option<String>,
    /// `ETag`.
    pub etag: Option<String>,
    /// Body.
    pub body: Vec<u8>,
}

/// What is known of a key.
#[derive(Debug)]
pub enum Known {
    /// Nothing: do the work.
    Fresh,
    /// The work was done: give this answer again.
    Done(StoredAnswer),
    /// Another request with this key is at work right now.
    InProgress,
    /// The key was used for another request.
    OtherRequest,
}

/// Looks a key up and holds it for this transaction, without waiting for anybody.
///
/// # Errors
/// Database errors.
pub async fn begin(conn: &mut Connection, scope: &KeyScope) -> Result<Known, DbError> {
    use idempotency_key as k;
    // One after the other: a look before the lock would miss what its holder has just committed.
    if !diesel::select(pg_try_advisory_xact_lock(lock_number(scope))).get_result(conn).await? {
        return Ok(Known::InProgress);
    }
    let stored = k::table
        .find((scope.party_id, &scope.client, &scope.key))
        .select((k::fingerprint, (k::status, k::location, k::etag, k::body)))
        .prepared()
        .get_result::<(Vec<u8>, StoredAnswer)>(conn)
        .await
        .optional()?;
    Ok(match stored {
        None => Known::Fresh,
        Some((fingerprint, answer)) if fingerprint == scope.fingerprint => Known::Done(answer),
        Some(_) => Known::OtherRequest,
    })
}

/// Stores the answer; call it last in the transaction of the effect.
///
/// # Errors
/// Database errors.
pub async fn finish(
    mut conn: &Connection,
    scope: &KeyScope,
    answer: &StoredAnswer,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    use idempotency_key as k;
    diesel::insert_into(k::table)
        .values((
            k::party_id.eq(scope.party_id),
            k::client.eq(&scope.client),
            k::key.eq(&scope.key),
            k::fingerprint.eq(&scope.fingerprint),
            k::status.eq(answer.status),
            k::location.eq(&answer.location),
            k::etag.eq(&answer.etag),
            k::body.eq(&answer.body),
            k::created_at.eq(at),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// When the oldest answer was given.
///
/// # Errors
/// Database errors.
pub(crate) async fn oldest(conn: &mut Connection) -> Result<Option<DateTime<Utc>>, DbError> {
    Ok(idempotency_key::table.select(diesel::dsl::min(idempotency_key::created_at)).first(conn).await?)
}

/// Forgets answers given before a time, at most so many; returns how many.
///
/// # Errors
/// Database errors.
pub(crate) async fn forget_old(
    conn: &mut Connection,
    before: DateTime<Utc>,
    most: i64,
) -> Result<usize, DbError> {
    Ok(diesel::sql_query(
        "delete from idempotency_key where (party_id, client, key) in \
         (select party_id, client, key from idempotency_key where created_at < $1 limit $2)",
    )
    .bind::<diesel::sql_types::Timestamptz, _>(before)
    .bind::<BigInt, _>(most)
    .execute(conn)
    .await?)
}

/// A 64-bit name for the advisory lock; a collision costs a needless `InProgress`, never an effect.
fn lock_number(scope: &KeyScope) -> i64 {
    let mut hash = Sha256::new();
    hash.update(scope.party_id.as_bytes());
    hash.update(scope.client.as_bytes());
    hash.update([0]);
    hash.update(scope.key.as_bytes());
    let digest = hash.finalize();
    let mut first = [0_u8; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(first)
}

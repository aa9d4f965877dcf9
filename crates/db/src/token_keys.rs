//! What a service needs to check tokens by itself: public keys and revocations, in its own database.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::prepared::Prepare as _;
use crate::schema::{revoked_token, signing_key};
use crate::{Connection, DbError};

/// Adds or replaces a public key (a JWK).
///
/// # Errors
/// Database errors.
pub async fn put_key(
    conn: &mut Connection,
    kid: &str,
    jwk: &serde_json::Value,
    added_at: DateTime<Utc>,
    retired_at: Option<DateTime<Utc>>,
) -> Result<(), DbError> {
    diesel::insert_into(signing_key::table)
        .values((
            signing_key::kid.eq(kid),
            signing_key::jwk.eq(jwk),
            signing_key::added_at.eq(added_at),
            signing_key::retired_at.eq(retired_at),
        ))
        .on_conflict(signing_key::kid)
        .do_update()
        .set((signing_key::jwk.eq(jwk), signing_key::retired_at.eq(retired_at)))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// The public keys that may still have signed a valid token at `now`: not retired more than an hour ago.
///
/// # Errors
/// Database errors.
pub async fn live_keys(conn: &mut Connection, now: DateTime<Utc>) -> Result<Vec<serde_json::Value>, DbError> {
    let grace = now - chrono::Duration::hours(1);
    Ok(signing_key::table
        .filter(signing_key::retired_at.is_null().or(signing_key::retired_at.gt(grace)))
        .order(signing_key::added_at.desc())
        .select(signing_key::jwk)
        .load(conn)
        .await?)
}

/// Remembers a revoked token until it would have expired anyway.
///
/// # Errors
/// Database errors.
pub async fn revoke(conn: &mut Connection, jti: &str, expires_at: DateTime<Utc>) -> Result<(), DbError> {
    diesel::insert_into(revoked_token::table)
        .values((revoked_token::jti.eq(jti), revoked_token::expires_at.eq(expires_at)))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// How long a revocation is kept after its token has expired: for clocks that differ, and for jobs, which go on in the name of who
/// asked for them.
pub(crate) const KEPT: Duration = Duration::from_secs(3600);

/// The ids of revoked tokens that have not expired, or not long ago.
///
/// # Errors
/// Database errors.
pub async fn revoked(conn: &mut Connection, now: DateTime<Utc>) -> Result<Vec<String>, DbError> {
    Ok(revoked_token::table
        .filter(revoked_token::expires_at.gt(now - KEPT))
        .select(revoked_token::jti)
        .load(conn)
        .await?)
}

/// When the first of the tokens whose revocations are kept expires.
///
/// # Errors
/// Database errors.
pub(crate) async fn oldest(conn: &mut Connection) -> Result<Option<DateTime<Utc>>, DbError> {
    Ok(revoked_token::table.select(diesel::dsl::min(revoked_token::expires_at)).first(conn).await?)
}

/// Forgets revocations of tokens that expired before `now`, at most so many; returns how many.
///
/// # Errors
/// Database errors.
pub(crate) async fn forget_expired(
    conn: &mut Connection,
    now: DateTime<Utc>,
    most: i64,
) -> Result<usize, DbError> {
    Ok(diesel::sql_query(
        "delete from revoked_token where jti in (select jti from revoked_token where expires_at <= $1 limit $2)",
    )
    .bind::<diesel::sql_types::Timestamptz, _>(now)
    .bind::<diesel::sql_types::BigInt, _>(most)
    .execute(conn)
    .await?)
}

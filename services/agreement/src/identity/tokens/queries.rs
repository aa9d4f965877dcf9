//! All SQL of tokens: signing secrets, tokens that may be alive, used assertions, keys of OpenID providers.

use chrono::{DateTime, Utc};
use db::schema::signing_key;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use service::Error;
use uuid::Uuid;

use crate::schema::{issued_token, issuer_keys, signing_secret, used_assertion};

/// A private signing key, PKCS#8 DER: open, or encrypted where the installation has a secret for it.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = signing_secret)]
pub(super) struct SecretRow {
    pub(super) kid: String,
    pub(super) pkcs8: Option<Vec<u8>>,
    pub(super) sealed: Option<Vec<u8>>,
    pub(super) signs_from: DateTime<Utc>,
    pub(super) created_at: DateTime<Utc>,
}

/// A public key in use.
#[derive(Queryable)]
pub(super) struct KeyRow {
    pub(super) kid: String,
    pub(super) jwk: serde_json::Value,
    pub(super) added_at: DateTime<Utc>,
}

/// Two instances never make the first key, or rotate, at once.
pub(super) async fn lock_secrets(conn: &mut Connection) -> Result<(), Error> {
    diesel::sql_query("lock table signing_secret in exclusive mode").execute(conn).await?;
    Ok(())
}

/// The key that signs at `now`.
pub(super) async fn signing_secret(
    conn: &mut Connection,
    now: DateTime<Utc>,
) -> Result<Option<SecretRow>, Error> {
    let ready = signing_secret::table.filter(signing_secret::signs_from.le(now));
    let newest = ready.order((signing_secret::signs_from.desc(), signing_secret::kid.desc()));
    Ok(newest.select(SecretRow::as_select()).first(conn).await.optional()?)
}

/// Every private key that is kept.
pub(super) async fn all_secrets(conn: &mut Connection) -> Result<Vec<SecretRow>, Error> {
    Ok(signing_secret::table.select(SecretRow::as_select()).load(conn).await?)
}

/// Keeps a private key encrypted from now on, and no more as it was.
pub(super) async fn seal_secret(conn: &mut Connection, kid: &str, sealed: &[u8]) -> Result<(), Error> {
    diesel::update(signing_secret::table.find(kid))
        .set((signing_secret::sealed.eq(sealed), signing_secret::pkcs8.eq(None::<Vec<u8>>)))
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn insert_secret(conn: &mut Connection, row: &SecretRow) -> Result<(), Error> {
    diesel::insert_into(signing_secret::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Keys that sign and are not retired.
pub(super) async fn keys_in_use(conn: &mut Connection) -> Result<Vec<KeyRow>, Error> {
    let ours = signing_key::table.filter(signing_key::retired_at.is_null());
    let kids: Vec<String> = signing_secret::table.select(signing_secret::kid).load(conn).await?;
    Ok(ours
        .filter(signing_key::kid.eq_any(kids))
        .select((signing_key::kid, signing_key::jwk, signing_key::added_at))
        .load(conn)
        .await?)
}

/// Private keys that were retired before `before` are of no use any more.
pub(super) async fn forget_secrets(conn: &mut Connection, before: DateTime<Utc>) -> Result<(), Error> {
    let retired: Vec<String> = signing_key::table
        .filter(signing_key::retired_at.lt(before))
        .select(signing_key::kid)
        .load(conn)
        .await?;
    diesel::delete(signing_secret::table.filter(signing_secret::kid.eq_any(retired))).execute(conn).await?;
    Ok(())
}

/// Remembers a token of a holder, and forgets the holder's expired ones.
pub(super) async fn remember_token(
    conn: &mut Connection,
    jti: &str,
    holder: Uuid,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let old = issued_token::table
        .filter(issued_token::holder_id.eq(holder))
        .filter(issued_token::expires_at.lt(now));
    diesel::delete(old).execute(conn).await?;
    diesel::insert_into(issued_token::table)
        .values((
            issued_token::jti.eq(jti),
            issued_token::holder_id.eq(holder),
            issued_token::expires_at.eq(expires_at),
        ))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes the tokens of a holder off the list; gives their ids and ends.
pub(super) async fn take_tokens(
    conn: &mut Connection,
    holder: Uuid,
) -> Result<Vec<(String, DateTime<Utc>)>, Error> {
    let held = issued_token::table.filter(issued_token::holder_id.eq(holder));
    let taken = diesel::delete(held).returning((issued_token::jti, issued_token::expires_at));
    Ok(taken.get_results(conn).await?)
}

/// Marks an assertion as used; `false` when it was used before.
pub(super) async fn use_assertion(
    conn: &mut Connection,
    client: Uuid,
    jti: &str,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let old = used_assertion::table
        .filter(used_assertion::client_id.eq(client))
        .filter(used_assertion::expires_at.lt(now));
    diesel::delete(old).execute(conn).await?;
    let added = diesel::insert_into(used_assertion::table)
        .values((
            used_assertion::client_id.eq(client),
            used_assertion::jti.eq(jti),
            used_assertion::expires_at.eq(expires_at),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(added == 1)
}

/// The keys of an OpenID provider as last fetched, and when.
pub(super) async fn issuer_keys(
    conn: &mut Connection,
    issuer: &str,
) -> Result<Option<(serde_json::Value, Option<DateTime<Utc>>)>, Error> {
    let row = issuer_keys::table.find(issuer).select((issuer_keys::jwks, issuer_keys::fetched_at));
    Ok(row.first(conn).await.optional()?)
}

/// Takes the turn to fetch an issuer's keys; `false` when somebody tried since `not_since`.
pub(super) async fn take_turn(
    conn: &mut Connection,
    issuer: &str,
    now: DateTime<Utc>,
    not_since: DateTime<Utc>,
) -> Result<bool, Error> {
    let due =
        issuer_keys::table.filter(issuer_keys::issuer.eq(issuer)).filter(issuer_keys::tried_at.le(not_since));
    let moved = diesel::update(due).set(issuer_keys::tried_at.eq(now)).prepared().execute(conn).await?;
    if moved == 1 {
        return Ok(true);
    }
    let first = diesel::insert_into(issuer_keys::table)
        .values((
            issuer_keys::issuer.eq(issuer),
            issuer_keys::jwks.eq(serde_json::json!({"keys": []})),
            issuer_keys::tried_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(first == 1)
}

pub(super) async fn store_issuer_keys(
    conn: &mut Connection,
    issuer: &str,
    jwks: &serde_json::Value,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::update(issuer_keys::table.find(issuer))
        .set((issuer_keys::jwks.eq(jwks), issuer_keys::fetched_at.eq(now)))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

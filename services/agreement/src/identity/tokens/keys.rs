//! The platform's signing keys: made at the first start, rotated on demand. The private half stays in this
//! service's database, encrypted where there is a secret for it; the public half travels in the feed.

use api_types::agreement::SigningKeyEventData;
use chrono::{DateTime, TimeDelta, Utc};
use db::Connection;
use db::outbox::Audience;
use db::token_keys;
use domain::agreement::SigningKeyHappened;
use service::{Core, Emitted, Error};
use web::token::Signer;
use web::{SecurityEvent, SecurityLine};

use super::key_secret::KeySecret;
use super::queries::{self, SecretRow};

/// How long a new key is published before it signs, so that every service knows it by then.
const AHEAD: TimeDelta = TimeDelta::seconds(30);

/// Where a key cannot be used: what happened, and what to do.
const CLOSED: &str = "the signing keys in agreement's database are encrypted, and KAD_KEY_SECRET is not set or is another one. \
     Put the secret they were encrypted with back (for `kad` the file key-secret of its data directory). Where it is lost for \
     good, empty the table signing_secret of agreement's database: the next start makes a new key, and tokens of the former \
     one stay valid until they expire";

/// Makes the first signing key of an installation; where there are some that lie open and there is a secret by now, they are
/// encrypted.
///
/// # Errors
/// Keys that were encrypted with another secret, or with one that is missing now; database errors; a key that cannot be made.
pub(crate) async fn ensure_signing_key(core: &Core, secret: &KeySecret) -> anyhow::Result<()> {
    let told: Result<Vec<SecurityLine>, Error> = core
        .db
        .transact("ensure_signing_key", async |conn| {
            queries::lock_secrets(conn).await?;
            let mut told = close_keys(conn, secret).await?;
            if queries::signing_secret(conn, core.clock.now()).await?.is_none() {
                let kid = add_key(core, conn, secret, core.clock.now()).await?;
                told.push(SecurityLine::new(SecurityEvent::KeyRotated, "first").about(kid));
            }
            Ok(told)
        })
        .await;
    told?.iter().for_each(SecurityLine::write);
    if !secret.is_there() {
        tracing::warn!(
            "KAD_KEY_SECRET is not set: whoever reads a copy of agreement's database can sign tokens; set it to 32 random \
             bytes (openssl rand -hex 32)"
        );
    }
    Ok(())
}

/// Encrypts the keys that lie open, where there is a secret.
///
/// # Errors
/// [`Error::Internal`] for one that was encrypted with another secret; database errors.
async fn close_keys(conn: &mut Connection, secret: &KeySecret) -> Result<Vec<SecurityLine>, Error> {
    let mut told = Vec::new();
    for row in queries::all_secrets(conn).await? {
        let private = private_key(&row, secret)?;
        if row.sealed.is_none()
            && let Some(sealed) = secret.seal(&row.kid, &private)?
        {
            queries::seal_secret(conn, &row.kid, &sealed).await?;
            told.push(SecurityLine::new(SecurityEvent::KeyEncrypted, "at rest").about(row.kid));
        }
    }
    Ok(told)
}

/// The private half as it is used.
fn private_key(row: &SecretRow, secret: &KeySecret) -> Result<Vec<u8>, Error> {
    let opened = match (&row.sealed, &row.pkcs8) {
        (Some(sealed), _) => secret.open(&row.kid, sealed),
        (None, open) => open.clone(),
    };
    opened.ok_or_else(|| Error::Internal(CLOSED.to_owned()))
}

/// Makes a new signing key and retires the former ones; returns the `kid` of the new one. It signs half a
/// minute later, once every service knows it; what a former key signed stays valid for another hour.
///
/// # Errors
/// Database errors; a key that cannot be made.
pub async fn rotate_signing_key(core: &Core, secret: &KeySecret) -> anyhow::Result<String> {
    let rotated: Result<String, Error> = core
        .db
        .transact("rotate_signing_key", async |conn| {
            queries::lock_secrets(conn).await?;
            close_keys(conn, secret).await?;
            let now = core.clock.now();
            let signs_from = now + AHEAD;
            for key in queries::keys_in_use(conn).await? {
                token_keys::put_key(conn, &key.kid, &key.jwk, key.added_at, Some(signs_from)).await?;
                let retired_at = Some(signs_from);
                emit_key(core, conn, SigningKeyEventData { kid: key.kid, jwk: key.jwk, retired_at }).await?;
            }
            queries::forget_secrets(conn, now - TimeDelta::hours(1)).await?;
            add_key(core, conn, secret, signs_from).await
        })
        .await;
    let kid = rotated?;
    SecurityLine::new(SecurityEvent::KeyRotated, "rotated").about(&kid).write();
    Ok(kid)
}

/// Signs with the key that is in force.
///
/// # Errors
/// [`Error::Internal`] when there is none: the service has not been started properly.
pub(super) async fn signer(
    conn: &mut Connection,
    secret: &KeySecret,
    now: DateTime<Utc>,
) -> Result<Signer, Error> {
    let row = queries::signing_secret(conn, now).await?;
    let row = row.ok_or_else(|| Error::Internal("there is no signing key".to_owned()))?;
    let private = private_key(&row, secret)?;
    Ok(Signer::new(row.kid, &private))
}

async fn add_key(
    core: &Core,
    conn: &mut Connection,
    secret: &KeySecret,
    signs_from: DateTime<Utc>,
) -> Result<String, Error> {
    let kid = core.clock.new_uuid().simple().to_string();
    let made = web::token::generate_key(&kid);
    let (pkcs8, jwk) = made.map_err(|error| Error::Internal(error.to_string()))?;
    let now = core.clock.now();
    let sealed = secret.seal(&kid, &pkcs8)?;
    let pkcs8 = sealed.is_none().then_some(pkcs8);
    let row = SecretRow { kid: kid.clone(), pkcs8, sealed, signs_from, created_at: now };
    queries::insert_secret(conn, &row).await?;
    token_keys::put_key(conn, &kid, &jwk, now, None).await?;
    emit_key(core, conn, SigningKeyEventData { kid: kid.clone(), jwk, retired_at: None }).await?;
    Ok(kid)
}

/// Tells that a key was made, or is to retire.
async fn emit_key(core: &Core, conn: &Connection, data: SigningKeyEventData) -> Result<(), Error> {
    let (subject, happened) = (data.kid.clone(), SigningKeyHappened::Changed);
    core.emit(conn, Emitted { subject, audience: Audience::Services, happened, data }).await
}

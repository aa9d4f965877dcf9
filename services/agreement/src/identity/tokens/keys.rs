//! The platform's signing keys: made at the first start, rotated on demand. The private half stays in this
//! service's database; the public half travels in the feed.

use api_types::agreement::SigningKeyEventData;
use chrono::{DateTime, TimeDelta, Utc};
use db::Connection;
use db::outbox::Audience;
use db::token_keys;
use domain::agreement::SigningKeyHappened;
use service::{Core, Emitted, Error};
use web::token::Signer;

use super::queries::{self, SecretRow};

/// How long a new key is published before it signs, so that every service knows it by then.
const AHEAD: TimeDelta = TimeDelta::seconds(30);

/// Makes the first signing key of an installation; does nothing where there is one.
///
/// # Errors
/// Database errors; a key that cannot be made.
pub(crate) async fn ensure_signing_key(core: &Core) -> Result<(), Error> {
    core.db
        .transact("ensure_signing_key", async |conn| {
            queries::lock_secrets(conn).await?;
            if queries::signing_secret(conn, core.clock.now()).await?.is_none() {
                add_key(core, conn, core.clock.now()).await?;
            }
            Ok(())
        })
        .await
}

/// Makes a new signing key and retires the former ones; returns the `kid` of the new one. It signs half a
/// minute later, once every service knows it; what a former key signed stays valid for another hour.
///
/// # Errors
/// Database errors; a key that cannot be made.
pub async fn rotate_signing_key(core: &Core) -> anyhow::Result<String> {
    let rotated: Result<String, Error> = core
        .db
        .transact("rotate_signing_key", async |conn| {
            queries::lock_secrets(conn).await?;
            let now = core.clock.now();
            let signs_from = now + AHEAD;
            for key in queries::keys_in_use(conn).await? {
                token_keys::put_key(conn, &key.kid, &key.jwk, key.added_at, Some(signs_from)).await?;
                let retired_at = Some(signs_from);
                emit_key(core, conn, SigningKeyEventData { kid: key.kid, jwk: key.jwk, retired_at }).await?;
            }
            queries::forget_secrets(conn, now - TimeDelta::hours(1)).await?;
            add_key(core, conn, signs_from).await
        })
        .await;
    Ok(rotated?)
}

/// Signs with the key that is in force.
///
/// # Errors
/// [`Error::Internal`] when there is none: the service has not been started properly.
pub(super) async fn signer(conn: &mut Connection, now: DateTime<Utc>) -> Result<Signer, Error> {
    let secret = queries::signing_secret(conn, now).await?;
    let secret = secret.ok_or_else(|| Error::Internal("there is no signing key".to_owned()))?;
    Ok(Signer::new(secret.kid, &secret.pkcs8))
}

async fn add_key(core: &Core, conn: &mut Connection, signs_from: DateTime<Utc>) -> Result<String, Error> {
    let kid = core.clock.new_uuid().simple().to_string();
    let made = web::token::generate_key(&kid);
    let (pkcs8, jwk) = made.map_err(|error| Error::Internal(error.to_string()))?;
    let now = core.clock.now();
    queries::insert_secret(conn, &SecretRow { kid: kid.clone(), pkcs8, signs_from, created_at: now }).await?;
    token_keys::put_key(conn, &kid, &jwk, now, None).await?;
    emit_key(core, conn, SigningKeyEventData { kid: kid.clone(), jwk, retired_at: None }).await?;
    Ok(kid)
}

/// Tells that a key was made, or is to retire.
async fn emit_key(core: &Core, conn: &Connection, data: SigningKeyEventData) -> Result<(), Error> {
    let (subject, happened) = (data.kid.clone(), SigningKeyHappened::Changed);
    core.emit(conn, Emitted { subject, audience: Audience::Services, happened, data }).await
}

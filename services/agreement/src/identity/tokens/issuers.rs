//! Trusted OpenID providers and their keys: inline, at an address, or found by the provider's own metadata (OpenID Connect
//! Discovery 1.0); fetched ones are kept in the database.
//!
//! An unknown key is asked for at most once a minute, by one request at a time, so that a flood of strange
//! tokens reaches nobody else.

use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use chrono::TimeDelta;
use client::{Api, ClientError, TokenSource};
use domain::shared::Bilingual;
use serde::Deserialize;
use serde_json::Value;
use service::{Core, Error};
use tokio::sync::Mutex;

use super::assertions::usable_key;
use super::queries;

/// How often keys are asked for at most.
const NOT_SOONER: TimeDelta = TimeDelta::seconds(60);
/// How old fetched keys may be before they are asked for again.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// How long a fetch may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Where a provider tells of itself, below its issuer.
const METADATA: &str = "/.well-known/openid-configuration";

/// An OpenID provider whose sign-ins are believed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TrustedIssuer {
    /// Its `iss`.
    pub(super) issuer: String,
    /// The audience its tokens must name: our client id there.
    pub(super) audience: String,
    #[serde(default)]
    jwks: Option<Value>,
    #[serde(default)]
    jwks_url: Option<String>,
    #[serde(skip)]
    fetching: Mutex<()>,
}

/// Why there are no keys.
#[derive(Debug)]
enum NoKeys {
    /// Nobody answers, or not in time: it may later.
    Away(String),
    /// What answers is not what the settings say: somebody has to mend them.
    Wrong(String),
}

impl TrustedIssuer {
    /// Reads the list.
    ///
    /// # Errors
    /// When it is not such a list, or an entry cannot be used, with what to write instead.
    pub(super) fn read_all(text: &str) -> anyhow::Result<Vec<Self>> {
        let all: Vec<Self> = serde_json::from_str(text).context("KAD_TRUSTED_ISSUERS cannot be read")?;
        for one in &all {
            one.check_form().with_context(|| format!("KAD_TRUSTED_ISSUERS: {}", one.issuer))?;
        }
        let twice =
            |(place, one): (usize, &Self)| all[..place].iter().any(|other| other.issuer == one.issuer);
        ensure!(!all.iter().enumerate().any(twice), "KAD_TRUSTED_ISSUERS names an issuer twice");
        Ok(all)
    }

    fn check_form(&self) -> anyhow::Result<()> {
        ensure!(
            !self.issuer.is_empty() && !self.audience.is_empty(),
            "issuer and audience must not be empty"
        );
        ensure!(self.jwks.is_none() || self.jwks_url.is_none(), "give one of jwks and jwks_url, or neither");
        match &self.jwks {
            Some(Value::String(_)) => bail!("jwks holds an address; write it as jwks_url"),
            Some(jwks) => check_set(jwks).map_err(anyhow::Error::msg).context("jwks cannot be used")?,
            None => {}
        }
        if let Some(url) = &self.jwks_url {
            ensure!(is_address(url), "jwks_url must begin with https:// or http://, and is {url:?}");
        }
        let found = self.jwks.is_some() || self.jwks_url.is_some() || is_address(&self.issuer);
        ensure!(found, "an issuer that is no address needs jwks or jwks_url");
        Ok(())
    }

    /// Asks for its metadata and keys, once, at the start.
    ///
    /// # Errors
    /// When what answers cannot be used and no keys are known from before.
    pub(super) async fn check(&self, core: &Core) -> anyhow::Result<()> {
        if self.jwks.is_some() {
            return Ok(());
        }
        let now = core.clock.now();
        let mut conn = core.read().await?;
        let known = queries::issuer_keys(&mut conn, &self.issuer).await?.is_some_and(|(_, at)| at.is_some());
        if !queries::take_turn(&mut conn, &self.issuer, now, now - NOT_SOONER).await? {
            return Ok(());
        }
        drop(conn);
        match self.fetch().await {
            Ok(jwks) => {
                queries::store_issuer_keys(&mut *core.read().await?, &self.issuer, &jwks, now).await?;
            }
            Err(NoKeys::Wrong(error)) if !known => {
                bail!("KAD_TRUSTED_ISSUERS: {}: {error}", self.issuer)
            }
            Err(NoKeys::Wrong(error) | NoKeys::Away(error)) => {
                tracing::warn!(oidc.issuer = self.issuer, error, "keys cannot be fetched");
            }
        }
        Ok(())
    }

    /// The key a token names, or the only one if it names none.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when no keys are known at all and none can be fetched now.
    pub(super) async fn key(&self, core: &Core, kid: Option<&str>) -> Result<Option<Value>, Error> {
        if let Some(jwks) = &self.jwks {
            return Ok(pick(jwks, kid));
        }
        if let Some(found) = self.stored(core, kid).await? {
            return Ok(Some(found));
        }
        let _one_at_a_time = self.fetching.lock().await;
        if let Some(found) = self.stored(core, kid).await? {
            return Ok(Some(found));
        }
        let now = core.clock.now();
        let mut conn = core.read().await?;
        if queries::take_turn(&mut conn, &self.issuer, now, now - NOT_SOONER).await? {
            // No connection is held across the call.
            drop(conn);
            match self.fetch().await {
                Ok(jwks) => {
                    let mut conn = core.read().await?;
                    queries::store_issuer_keys(&mut conn, &self.issuer, &jwks, now).await?;
                }
                Err(NoKeys::Away(error) | NoKeys::Wrong(error)) => {
                    tracing::warn!(oidc.issuer = self.issuer, error, "keys cannot be fetched");
                }
            }
            conn = core.read().await?;
        }
        match queries::issuer_keys(&mut conn, &self.issuer).await? {
            Some((jwks, Some(_))) => Ok(pick(&jwks, kid)),
            _ => Err(Error::Unavailable(
                Bilingual::new(
                    "Penyedia login Anda belum terjangkau; coba lagi sebentar lagi.",
                    "Your sign-in provider cannot be reached; try again in a moment.",
                ),
                60,
            )),
        }
    }

    /// The key, if it was fetched not long ago.
    async fn stored(&self, core: &Core, kid: Option<&str>) -> Result<Option<Value>, Error> {
        let known = queries::issuer_keys(&mut *core.read().await?, &self.issuer).await?;
        let oldest = core.clock.now() - FRESH;
        Ok(known.and_then(|(jwks, at)| pick(&jwks, kid).filter(|_| at.is_some_and(|at| at > oldest))))
    }

    /// The keys, as the provider publishes them now, where the settings or its metadata say.
    async fn fetch(&self) -> Result<Value, NoKeys> {
        let url = match &self.jwks_url {
            Some(url) => url.clone(),
            None => self.discover().await?,
        };
        let jwks = read(&url).await?;
        check_set(&jwks).map_err(|error| NoKeys::Wrong(format!("{url}: {error}")))?;
        Ok(jwks)
    }

    /// Where its metadata says that the keys are.
    async fn discover(&self) -> Result<String, NoKeys> {
        let url = format!("{}{METADATA}", self.issuer.trim_end_matches('/'));
        let metadata = read(&url).await?;
        let wrong = |what: String| NoKeys::Wrong(format!("{url} {what}"));
        let named = metadata["issuer"].as_str().unwrap_or_default();
        if named != self.issuer {
            return Err(wrong(format!("names the issuer {named:?}; write that name as issuer")));
        }
        let address = metadata["jwks_uri"].as_str().filter(|address| is_address(address));
        address.map(str::to_owned).ok_or_else(|| wrong("names no jwks_uri; give jwks_url or jwks".to_owned()))
    }
}

fn is_address(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme))
}

/// A key set (RFC 7517) with at least one key that we can check with.
fn check_set(jwks: &Value) -> Result<(), String> {
    let keys = jwks["keys"].as_array().ok_or("it is no key set: an object with a list `keys`")?;
    match keys.iter().any(usable_key) {
        true => Ok(()),
        false => Err("none of its keys is Ed25519, P-256 or RSA of at least 2048 bits".to_owned()),
    }
}

fn pick(jwks: &Value, kid: Option<&str>) -> Option<Value> {
    let keys = jwks["keys"].as_array()?;
    match (kid, keys.as_slice()) {
        (Some(kid), keys) => keys.iter().find(|key| key["kid"] == kid).cloned(),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    }
}

/// Whether an answer says that something is the matter with the provider now: its status is 5xx, or it has no end.
fn is_passing(error: &str) -> bool {
    error.starts_with('5') || error.contains("larger than")
}

/// What an address answers, in JSON.
async fn read(url: &str) -> Result<Value, NoKeys> {
    let api = Api::new(url, TokenSource::Nobody).map_err(|error| NoKeys::Wrong(error.to_string()))?;
    let api = api.without_retries();
    let answer = tokio::time::timeout(PATIENCE, api.get::<Value>("")).await;
    match answer {
        Err(_) => Err(NoKeys::Away("no answer in time".to_owned())),
        Ok(Ok(answer)) => Ok(answer.value),
        Ok(Err(ClientError::Unexpected(error))) if !is_passing(&error) => {
            Err(NoKeys::Wrong(format!("{url}: {error}")))
        }
        Ok(Err(error)) => Err(NoKeys::Away(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_entry_that_cannot_work_says_what_to_write() {
        let refused = |entry: Value| {
            let read = TrustedIssuer::read_all(&json!([entry]).to_string());
            format!("{:#}", read.expect_err("it cannot work"))
        };
        let issuer = "https://masuk.test";
        let url = json!({"issuer": issuer, "audience": "a", "jwks": "https://masuk.test/keys"});
        assert!(refused(url).contains("write it as jwks_url"));
        let empty = json!({"issuer": issuer, "audience": "a", "jwks": {"keys": []}});
        assert!(refused(empty).contains("none of its keys"));
        let both = json!({"issuer": issuer, "audience": "a", "jwks": {}, "jwks_url": "https://x/y"});
        assert!(refused(both).contains("one of jwks and jwks_url"));
        let file = json!({"issuer": issuer, "audience": "a", "jwks_url": "/etc/keys"});
        assert!(refused(file).contains("must begin with"));
        assert!(refused(json!({"issuer": "masuk", "audience": "a"})).contains("is no address"));
        let found = TrustedIssuer::read_all(&json!([{"issuer": issuer, "audience": "a"}]).to_string());
        assert_eq!(found.expect("found by its metadata").len(), 1);
    }
}

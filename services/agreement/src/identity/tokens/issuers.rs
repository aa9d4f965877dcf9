//! Trusted OpenID providers and their keys: inline, or fetched from their address, kept in the database.
//!
//! An unknown key is asked for at most once a minute, by one request at a time, so that a flood of strange
//! tokens reaches nobody else.

use std::time::Duration;

use chrono::TimeDelta;
use client::{Api, TokenSource};
use domain::shared::Bilingual;
use serde::Deserialize;
use serde_json::Value;
use service::{Core, Error};
use tokio::sync::Mutex;

use super::queries;

/// How often keys are asked for at most.
const NOT_SOONER: TimeDelta = TimeDelta::seconds(60);
/// How old fetched keys may be before they are asked for again.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// How long a fetch may take.
const PATIENCE: Duration = Duration::from_secs(5);

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

impl TrustedIssuer {
    /// Reads the list.
    ///
    /// # Errors
    /// When it is not such a list, or an issuer has not exactly one of `jwks` and `jwks_url`.
    pub(super) fn read_all(text: &str) -> anyhow::Result<Vec<Self>> {
        use anyhow::Context as _;
        let all: Vec<Self> = serde_json::from_str(text).context("KAD_TRUSTED_ISSUERS cannot be read")?;
        for one in &all {
            anyhow::ensure!(
                one.jwks.is_some() != one.jwks_url.is_some() && !one.audience.is_empty(),
                "KAD_TRUSTED_ISSUERS: {} needs an audience and exactly one of jwks and jwks_url",
                one.issuer
            );
        }
        Ok(all)
    }

    /// The key a token names, or the only one if it names none.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when no keys are known at all and none can be fetched now.
    pub(super) async fn key(&self, core: &Core, kid: Option<&str>) -> Result<Option<Value>, Error> {
        let Some(url) = &self.jwks_url else {
            return Ok(self.jwks.as_ref().and_then(|jwks| pick(jwks, kid)));
        };
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
            match fetch(url).await {
                Ok(jwks) => {
                    let mut conn = core.read().await?;
                    queries::store_issuer_keys(&mut conn, &self.issuer, &jwks, now).await?;
                }
                Err(error) => tracing::warn!(oidc.issuer = self.issuer, error, "keys cannot be fetched"),
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
}

fn pick(jwks: &Value, kid: Option<&str>) -> Option<Value> {
    let keys = jwks["keys"].as_array()?;
    match (kid, keys.as_slice()) {
        (Some(kid), keys) => keys.iter().find(|key| key["kid"] == kid).cloned(),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    }
}

async fn fetch(url: &str) -> Result<Value, String> {
    let api = Api::new(url, TokenSource::Nobody).map_err(|error| error.to_string())?.without_retries();
    let answer = tokio::time::timeout(PATIENCE, api.get::<Value>("")).await;
    let jwks = answer.map_err(|_| "no answer in time".to_owned())?.map_err(|error| error.to_string())?.value;
    if jwks["keys"].is_array() { Ok(jwks) } else { Err("the answer is no key set".to_owned()) }
}

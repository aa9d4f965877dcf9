//! Tokens of the benchmarks: a signing key of our own, known to every database that is measured.

use chrono::{DateTime, Utc};
use db::{Db, DbConfig};
use testkit::Actor;
use web::Clock;
use web::token::{AUDIENCE, Claims, Signer};

/// The name of the key; each run replaces it.
const KEY: &str = "bench";
/// Who issues, for the services and in the tokens.
pub(crate) const ISSUER: &str = "https://kad.bench";
/// Seconds a token lasts: as long as services take one; the rounds of one run are shorter.
const LIFETIME: i64 = 15 * 60;

/// Signs tokens.
pub(crate) struct Tokens {
    signer: Signer,
    jwk: serde_json::Value,
    since: DateTime<Utc>,
}

impl Tokens {
    /// With a fresh key.
    ///
    /// # Errors
    /// When the operating system cannot make one.
    pub(crate) fn new() -> anyhow::Result<Self> {
        let (private, jwk) = web::token::generate_key(KEY)?;
        Ok(Self { signer: Signer::new(KEY, &private), jwk, since: Clock::system().now() })
    }

    /// Makes the service of a database accept our tokens.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn register(&self, url: &str) -> anyhow::Result<()> {
        let db = Db::new(&DbConfig::new(url))?;
        let mut conn = db.read().await?;
        Ok(db::token_keys::put_key(&mut conn, KEY, &self.jwk, self.since, None).await?)
    }

    /// A token for an actor.
    ///
    /// # Errors
    /// When the key does not sign.
    pub(crate) fn token(&self, actor: &Actor) -> anyhow::Result<String> {
        // Data may have been loaded for longer since.
        let now = Clock::system().now().timestamp();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            sub: actor.subject.clone(),
            aud: AUDIENCE.to_owned(),
            exp: now + LIFETIME,
            iat: now,
            nbf: None,
            jti: format!("bench-{}-{}", actor.party, actor.subject),
            client_id: actor.client.clone(),
            scope: actor.scope.clone(),
            party: actor.party,
            region: actor.region.clone(),
            roles: actor.roles.clone(),
        };
        Ok(self.signer.sign(&claims)?)
    }
}

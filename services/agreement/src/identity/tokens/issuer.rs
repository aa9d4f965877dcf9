//! What the token endpoint needs beyond a request: who we are, whom we trust, and the verifier to teach.

use std::sync::Arc;

use api_types::Check;
use domain::shared::{Invalid, TextHash};
use futures_util::future::try_join_all;
use service::{Core, Error, Settings, background};
use web::token::TokenVerifier;
use web::{Environment, Platform};

use super::issuers::TrustedIssuer;
use super::key_secret::KeySecret;

/// The authorisation server's settings; shared by all workers.
#[derive(Clone)]
pub(crate) struct TokenIssuer(Arc<Inside>);

struct Inside {
    issuer: String,
    service_secret: TextHash,
    key_secret: KeySecret,
    issuers: Vec<TrustedIssuer>,
    platform: Platform,
}

impl TokenIssuer {
    /// From the environment: `KAD_KEY_SECRET` is what signing keys are encrypted with, `KAD_TRUSTED_ISSUERS` lists the OpenID providers, as a JSON array of
    /// `{issuer, audience}`, with `jwks` or `jwks_url` where the keys are not found by the provider's own metadata.
    ///
    /// # Errors
    /// When the list cannot be read, or the secret is none.
    pub(crate) fn new(env: &Environment, settings: &Settings, platform: &Platform) -> anyhow::Result<Self> {
        let issuers = TrustedIssuer::read_all(env.text("KAD_TRUSTED_ISSUERS").as_deref().unwrap_or("[]"))?;
        anyhow::ensure!(
            issuers.iter().all(|one| one.issuer != settings.issuer),
            "KAD_TRUSTED_ISSUERS names our own issuer"
        );
        Ok(Self(Arc::new(Inside {
            issuer: settings.issuer.trim_end_matches('/').to_owned(),
            key_secret: KeySecret::of(env.secret("KAD_KEY_SECRET")?.as_deref())?,
            service_secret: TextHash::of_bytes(settings.service_secret.as_bytes()),
            issuers,
            platform: platform.clone(),
        })))
    }

    /// Who issues the tokens.
    pub(crate) fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// Where tokens are asked for.
    pub(super) fn endpoint(&self) -> String {
        format!("{}/oauth/token", self.0.issuer)
    }

    /// SHA-256 of the secret of the platform's own services.
    pub(super) fn service_secret(&self) -> &TextHash {
        &self.0.service_secret
    }

    /// What the signing keys are encrypted with.
    pub(crate) fn key_secret(&self) -> &KeySecret {
        &self.0.key_secret
    }

    /// A trusted OpenID provider.
    pub(super) fn trusted(&self, issuer: &str) -> Option<&TrustedIssuer> {
        self.0.issuers.iter().find(|one| one.issuer == issuer)
    }

    /// Whether people of an issuer can sign in at all. An installation that trusts no provider yet takes any: its members
    /// may be named before the provider is.
    pub(crate) fn check_trusted(&self, check: &mut Check, pointer: &str, issuer: &str) {
        check.require(self.0.issuers.is_empty() || self.trusted(issuer).is_some(), || {
            Invalid::new(
                pointer,
                "untrusted-issuer",
                "Penerbit ini tidak dipercaya di sini. Pakai salah satu penyedia login yang dipercaya (KAD_TRUSTED_ISSUERS).",
                "This issuer is not trusted here. Use one of the trusted sign-in providers (KAD_TRUSTED_ISSUERS).",
            )
        });
    }

    /// Asks every provider that is known by an address for its metadata and keys.
    ///
    /// # Errors
    /// When one answers something that cannot be used and no keys of it are known; one that is away is only warned of.
    pub(crate) async fn check_issuers(&self, core: &Core) -> anyhow::Result<()> {
        try_join_all(self.0.issuers.iter().map(|issuer| issuer.check(core))).await.map(drop)
    }

    /// Checks tokens of this platform.
    pub(super) fn verifier(&self) -> &TokenVerifier {
        &self.0.platform.tokens
    }

    /// Teaches this process its keys and revocations at once; the others learn from the feed.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn learn(&self, core: &Core) -> Result<(), Error> {
        background::learn_keys(core, &self.0.platform).await
    }
}

//! What the token endpoint needs beyond a request: who we are, whom we trust, and the verifier to teach.

use std::sync::Arc;

use domain::shared::TextHash;
use service::{Core, Error, Settings, background};
use web::token::TokenVerifier;
use web::{Environment, Platform};

use super::issuers::TrustedIssuer;

/// The authorisation server's settings; shared by all workers.
#[derive(Clone)]
pub(crate) struct TokenIssuer(Arc<Inside>);

struct Inside {
    issuer: String,
    service_secret: TextHash,
    issuers: Vec<TrustedIssuer>,
    platform: Platform,
}

impl TokenIssuer {
    /// From the environment: `KAD_TRUSTED_ISSUERS` lists the OpenID providers, as a JSON array of
    /// `{issuer, audience, jwks | jwks_url}`.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub(crate) fn new(env: &Environment, settings: &Settings, platform: &Platform) -> anyhow::Result<Self> {
        let issuers = TrustedIssuer::read_all(env.text("KAD_TRUSTED_ISSUERS").as_deref().unwrap_or("[]"))?;
        anyhow::ensure!(
            issuers.iter().all(|one| one.issuer != settings.issuer),
            "KAD_TRUSTED_ISSUERS names our own issuer"
        );
        Ok(Self(Arc::new(Inside {
            issuer: settings.issuer.trim_end_matches('/').to_owned(),
            service_secret: TextHash::of_bytes(settings.service_secret.as_bytes()),
            issuers,
            platform: platform.clone(),
        })))
    }

    /// Who issues the tokens.
    pub(super) fn issuer(&self) -> &str {
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

    /// A trusted OpenID provider.
    pub(super) fn trusted(&self, issuer: &str) -> Option<&TrustedIssuer> {
        self.0.issuers.iter().find(|one| one.issuer == issuer)
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

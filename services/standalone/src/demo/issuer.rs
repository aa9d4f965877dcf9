//! The sign-in of the story's people: a small OpenID-like issuer whose key lives in the data directory.
//!
//! It exists in a demonstration only, where agreement trusts its public key. Its ID tokens prove issuer and subject
//! and are exchanged at `/oauth/token`, as those of a real provider are.

use web::Clock;
use web::token::Signer;

use crate::data_dir::IssuerKey;

/// Who issues the sign-ins of the story.
pub const ISSUER: &str = "https://demo.kad.invalid";
/// For whom its ID tokens are meant.
const AUDIENCE: &str = "kad";
/// How long an ID token lasts, in seconds.
const LIFETIME: i64 = 300;

/// The demonstration's issuer.
#[derive(Clone)]
pub struct Issuer {
    signer: Signer,
    jwk: serde_json::Value,
}

impl Issuer {
    /// An issuer that signs with this key.
    pub fn new(key: &IssuerKey) -> Self {
        let kid = key.jwk["kid"].as_str().unwrap_or_default();
        Self { signer: Signer::new(kid, &key.pkcs8), jwk: key.jwk.clone() }
    }

    /// The value of `KAD_TRUSTED_ISSUERS` that makes agreement trust it.
    pub fn trust(&self) -> String {
        let jwks = serde_json::json!({"keys": [self.jwk]});
        serde_json::json!([{"issuer": ISSUER, "audience": AUDIENCE, "jwks": jwks}]).to_string()
    }

    /// An ID token of one of the story's people.
    ///
    /// # Errors
    /// When the key is unusable.
    pub fn id_token(&self, subject: &str) -> anyhow::Result<String> {
        let clock = Clock::system();
        let now = clock.now().timestamp();
        let claims = serde_json::json!({
            "iss": ISSUER, "sub": subject, "aud": AUDIENCE, "iat": now, "exp": now + LIFETIME,
            "jti": clock.new_uuid(),
        });
        Ok(self.signer.sign_as("JWT", &claims)?)
    }
}

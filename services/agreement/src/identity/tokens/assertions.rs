//! Checking the signed statements of others: client assertions (RFC 7523) and ID tokens of OpenID providers.
//!
//! Asymmetric algorithms only, from a closed list; the key decides the family, never the token alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::Value;

/// Algorithms that are accepted from others.
const ALGORITHMS: [Algorithm; 3] = [Algorithm::EdDSA, Algorithm::ES256, Algorithm::RS256];
/// How far clocks may differ, in seconds.
const LEEWAY: i64 = 30;
/// Longest statement that is looked at.
const LONGEST: usize = 16 * 1024;

/// What is read of a statement; issuer and audience are checked with the signature.
#[derive(Debug, Deserialize)]
pub(super) struct Statement {
    pub(super) iss: String,
    pub(super) sub: String,
    pub(super) exp: i64,
    #[serde(default)]
    pub(super) iat: Option<i64>,
    #[serde(default)]
    pub(super) nbf: Option<i64>,
    #[serde(default)]
    pub(super) jti: Option<String>,
    /// Whom it was issued to, where it names several audiences.
    #[serde(default)]
    pub(super) azp: Option<String>,
    aud: Value,
}

impl Statement {
    /// Whether it was issued to this client: for it alone, or for several with it as the authorized party (OpenID Connect
    /// Core 1.0, section 3.1.3.7).
    pub(super) fn is_issued_to(&self, client: &str) -> bool {
        match &self.azp {
            Some(azp) => azp == client,
            None => self.aud.as_array().is_none_or(|all| all.len() == 1),
        }
    }

    /// Whether it says that it was made within so many seconds before `now`.
    pub(super) fn is_fresh(&self, now: DateTime<Utc>, seconds: i64) -> bool {
        self.iat.is_some_and(|made| made >= now.timestamp() - seconds)
    }
}

/// The `iss` and `sub` a statement claims, before anything is checked: to find the key to check it with.
#[derive(Debug, Deserialize)]
pub(super) struct Claimed {
    pub(super) iss: String,
    pub(super) sub: String,
}

/// Header and claims as stated, unchecked.
pub(super) fn read_unchecked(statement: &str) -> Option<(Option<String>, Claimed)> {
    if statement.len() > LONGEST {
        return None;
    }
    let header = jsonwebtoken::decode_header(statement).ok()?;
    if !ALGORITHMS.contains(&header.alg) {
        return None;
    }
    let mut parts = statement.split('.');
    let payload = URL_SAFE_NO_PAD.decode(parts.nth(1)?).ok()?;
    Some((header.kid, serde_json::from_slice(&payload).ok()?))
}

/// The statement, if the key signed it for one of the audiences, and it holds at `now`.
pub(super) fn check(
    statement: &str,
    jwk: &Value,
    issuer: &str,
    audiences: &[&str],
    now: DateTime<Utc>,
) -> Option<Statement> {
    let header = jsonwebtoken::decode_header(statement).ok()?;
    let typ = header.typ.as_deref().unwrap_or("").to_ascii_lowercase();
    if !ALGORITHMS.contains(&header.alg) || typ.ends_with("at+jwt") {
        return None;
    }
    let key = decoding_key(jwk)?;
    let mut validation = Validation::new(header.alg);
    validation.set_audience(audiences);
    validation.set_issuer(&[issuer]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // Time is checked by our own clock, below.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    let claims = jsonwebtoken::decode::<Statement>(statement, &key, &validation).ok()?.claims;
    let now = now.timestamp();
    let begun = [claims.iat, claims.nbf].into_iter().flatten().all(|begin| begin <= now + LEEWAY);
    (begun && claims.exp > now - LEEWAY).then_some(claims)
}

/// Whether a JWK can check one of the accepted algorithms.
pub(crate) fn usable_key(jwk: &Value) -> bool {
    decoding_key(jwk).is_some()
}

fn decoding_key(jwk: &Value) -> Option<DecodingKey> {
    let fits = match (jwk["kty"].as_str()?, jwk["crv"].as_str()) {
        ("OKP", Some("Ed25519")) => bytes_of(jwk, "x") == 32,
        ("EC", Some("P-256")) => bytes_of(jwk, "x") == 32 && bytes_of(jwk, "y") == 32,
        ("RSA", _) => (256..=1024).contains(&bytes_of(jwk, "n")) && (1..=8).contains(&bytes_of(jwk, "e")),
        _ => false,
    };
    let signs = jwk["use"].as_str().is_none_or(|purpose| purpose == "sig");
    if !fits || !signs {
        return None;
    }
    let jwk: Jwk = serde_json::from_value(jwk.clone()).ok()?;
    DecodingKey::from_jwk(&jwk).ok()
}

fn bytes_of(jwk: &Value, name: &str) -> usize {
    jwk[name].as_str().and_then(|text| URL_SAFE_NO_PAD.decode(text).ok()).map_or(0, |bytes| bytes.len())
}

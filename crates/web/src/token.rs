//! The platform's own tokens (RFC 9068 profile): their claims, signing and checking.
//!
//! EdDSA only, `typ: at+jwt`, audience `kad`, ten minutes; none older than a quarter of an hour is taken. Checking needs the public keys and the
//! revocations, which each service keeps in its own database; a bounded cache per worker thread
//! remembers verified tokens until they expire.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

use chrono::{DateTime, Utc};
use domain::shared::{PartyId, RegionCode, Role};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::Clock;

/// The audience of every token.
pub const AUDIENCE: &str = "kad";
/// How long a token lives, in seconds.
pub const LIFETIME: i64 = 600;
/// How far clocks may differ, in seconds.
const LEEWAY: i64 = 30;
/// How old a token may be, in seconds, however long it says that it lives.
const OLDEST: i64 = 900;
/// Verified tokens remembered per worker thread.
const CACHED: usize = 2048;
/// A token longer than this is not looked at.
const LONGEST: usize = 8 * 1024;

/// Claims of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Issuer.
    pub iss: String,
    /// Person (issuer and subject of the sign-in) or machine.
    pub sub: String,
    /// Audience.
    pub aud: String,
    /// Expiry, seconds since 1970.
    pub exp: i64,
    /// Issue time.
    pub iat: i64,
    /// Not before, where given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// Id of the token, for revocation.
    pub jti: String,
    /// Client it was issued to.
    pub client_id: String,
    /// Granted scopes, separated by spaces.
    pub scope: String,
    /// The one party it speaks for.
    pub party: PartyId,
    /// Home region of the party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// Roles held in the party.
    pub roles: Vec<Role>,
}

/// Signs tokens with one key.
#[derive(Clone)]
pub struct Signer {
    kid: String,
    key: Arc<EncodingKey>,
}

impl Signer {
    /// From an Ed25519 private key in PKCS#8 DER.
    pub fn new(kid: impl Into<String>, pkcs8: &[u8]) -> Self {
        Self { kid: kid.into(), key: Arc::new(EncodingKey::from_ed_der(pkcs8)) }
    }

    /// A signed token with header type `at+jwt`.
    ///
    /// # Errors
    /// When the key is unusable.
    pub fn sign<T: Serialize>(&self, claims: &T) -> Result<String, jsonwebtoken::errors::Error> {
        self.sign_as("at+jwt", claims)
    }

    /// A signed token with another header type, such as an `id_token`'s `JWT`.
    ///
    /// # Errors
    /// When the key is unusable.
    pub fn sign_as<T: Serialize>(
        &self,
        typ: &str,
        claims: &T,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(typ.to_owned());
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, claims, &self.key)
    }
}

/// Installs the cryptography of `jsonwebtoken`; call it first in `main` and in tests. Repeats are harmless.
pub fn install_crypto() {
    // The error only says that a provider is installed already.
    let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
}

/// A fresh Ed25519 key: PKCS#8 DER and its public JWK with the given `kid`.
///
/// # Errors
/// When the operating system cannot make one.
pub fn generate_key(kid: &str) -> anyhow::Result<(Vec<u8>, serde_json::Value)> {
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
    use base64::Engine as _;
    let pair = Ed25519KeyPair::generate().map_err(|_| anyhow::anyhow!("no key could be made"))?;
    let pkcs8 = pair.to_pkcs8v1().map_err(|_| anyhow::anyhow!("the key could not be written"))?;
    let x = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    let jwk =
        serde_json::json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": kid, "x": x});
    Ok((pkcs8.as_ref().to_vec(), jwk))
}

/// Why a token is not accepted; for the log, never for the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// No keys are known yet: neither good nor bad.
    #[error("no signing key is known yet")]
    NoKeys,
    /// Not a token of ours: form, type or algorithm.
    #[error("not a token of this platform")]
    Form,
    /// Signed with a key we do not know.
    #[error("unknown key")]
    UnknownKey,
    /// Signature, issuer or audience do not match.
    #[error("signature, issuer or audience do not match")]
    Invalid,
    /// Expired or not yet valid.
    #[error("outside its time")]
    Time,
    /// Revoked.
    #[error("revoked")]
    Revoked,
}

#[derive(Default)]
struct Known {
    keys: HashMap<String, DecodingKey>,
    revoked: HashSet<String>,
}

/// Checks tokens against the known keys and revocations.
#[derive(Clone)]
pub struct TokenVerifier {
    instance: u64,
    issuer: String,
    clock: Clock,
    known: Arc<RwLock<Arc<Known>>>,
}

static INSTANCES: AtomicU64 = AtomicU64::new(0);

/// Verified tokens by their signature, which differs between any two; to hash a whole token takes longer.
type Verified = HashMap<String, (String, Arc<Claims>)>;

thread_local! {
    static VERIFIED: RefCell<HashMap<u64, Verified>> = RefCell::default();
}

impl TokenVerifier {
    /// A verifier that knows no key yet.
    pub fn new(issuer: impl Into<String>, clock: Clock) -> Self {
        Self {
            instance: INSTANCES.fetch_add(1, Ordering::Relaxed),
            issuer: issuer.into(),
            clock,
            known: Arc::default(),
        }
    }

    /// Replaces what is known: public keys (JWKs) and the ids of revoked tokens.
    pub fn learn(&self, jwks: &[serde_json::Value], revoked: Vec<String>) {
        let keys = jwks.iter().filter_map(|jwk| {
            let jwk: Jwk = serde_json::from_value(jwk.clone()).ok()?;
            Some((jwk.common.key_id.clone()?, DecodingKey::from_jwk(&jwk).ok()?))
        });
        let known = Known { keys: keys.collect(), revoked: revoked.into_iter().collect() };
        // A poisoned lock still holds a whole value: it is only ever replaced.
        *self.known.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(known);
    }

    /// Whether any key is known.
    pub fn ready(&self) -> bool {
        !self.known().keys.is_empty()
    }

    fn known(&self) -> Arc<Known> {
        self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// The claims of a valid token.
    ///
    /// # Errors
    /// [`TokenError`]; tell the client nothing but 401 (503 for [`TokenError::NoKeys`]).
    pub fn verify(&self, token: &str) -> Result<Arc<Claims>, TokenError> {
        if token.len() > LONGEST {
            return Err(TokenError::Form);
        }
        let known = self.known();
        let signature = token.rsplit('.').next().unwrap_or(token);
        let cached = VERIFIED.with_borrow(|all| {
            let (whole, claims) = all.get(&self.instance)?.get(signature)?;
            (whole == token).then(|| claims.clone())
        });
        let claims = match cached {
            Some(claims) => claims,
            None => {
                let claims = Arc::new(self.decode(&known, token)?);
                self.check_time(&claims)?;
                VERIFIED.with_borrow_mut(|all| {
                    let cache = all.entry(self.instance).or_default();
                    if cache.len() >= CACHED {
                        cache.clear();
                    }
                    cache.insert(signature.to_owned(), (token.to_owned(), claims.clone()));
                });
                claims
            }
        };
        self.check_time(&claims)?;
        if known.revoked.contains(&claims.jti) {
            return Err(TokenError::Revoked);
        }
        Ok(claims)
    }

    /// Whether a token that was verified has been revoked since.
    pub fn is_revoked(&self, claims: &Claims) -> bool {
        self.known().revoked.contains(&claims.jti)
    }

    fn decode(&self, known: &Known, token: &str) -> Result<Claims, TokenError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenError::Form)?;
        let typ = header.typ.as_deref().unwrap_or("").to_ascii_lowercase();
        if header.alg != Algorithm::EdDSA || (typ != "at+jwt" && typ != "application/at+jwt") {
            return Err(TokenError::Form);
        }
        if known.keys.is_empty() {
            return Err(TokenError::NoKeys);
        }
        let kid = header.kid.ok_or(TokenError::Form)?;
        let key = known.keys.get(&kid).ok_or(TokenError::UnknownKey)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Time is checked by our own clock, below.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        jsonwebtoken::decode::<Claims>(token, key, &validation)
            .map(|data| data.claims)
            .map_err(|_| TokenError::Invalid)
    }

    fn check_time(&self, claims: &Claims) -> Result<(), TokenError> {
        let now = self.clock.now().timestamp();
        let begun = claims.iat <= now + LEEWAY && claims.nbf.is_none_or(|nbf| nbf <= now + LEEWAY);
        let lasts = claims.exp > now - LEEWAY && claims.exp.saturating_sub(claims.iat) <= 24 * 3600;
        let young = claims.iat >= now - OLDEST;
        if begun && lasts && young { Ok(()) } else { Err(TokenError::Time) }
    }
}

/// What a token says whose signature has been checked; to be believed by nobody else.
pub(crate) fn claims_of(token: &str) -> Option<Claims> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// The instant a token expires.
pub fn expiry(claims: &Claims) -> DateTime<Utc> {
    DateTime::from_timestamp(claims.exp, 0).unwrap_or_default()
}

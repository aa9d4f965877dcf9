//! Keys of keyed hashes: each purpose has its own, and all follow from one secret of the installation that is not in the database.

use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use domain::shared::TextHash;

/// The key for a purpose, from a secret whose length has been judged with the marks.
///
/// # Errors
/// When no key can be derived.
pub(super) fn key_for(purpose: &[u8], secret: &str) -> anyhow::Result<Key> {
    let mut key = [0; 32];
    let derived = Salt::new(HKDF_SHA256, &[]).extract(secret.as_bytes());
    let filled = derived.expand(&[purpose], HKDF_SHA256).and_then(|okm| okm.fill(&mut key));
    filled.map_err(|_| anyhow::anyhow!("no key could be derived from the secret of the services"))?;
    Ok(Key::new(HMAC_SHA256, &key))
}

/// The keyed hash of something that was told.
pub(super) fn hash(key: &Key, told: &[u8]) -> TextHash {
    let mut digest = [0; 32];
    digest.copy_from_slice(sign(key, told).as_ref());
    TextHash::of_digest(&digest)
}

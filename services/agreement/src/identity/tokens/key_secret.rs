//! Signing keys at rest: encrypted by a key that follows from a secret which is not in the database, each for its own
//! `kid`. Whoever has a copy of the database alone signs nothing.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use service::Error;

/// What the key is for; another use of the same secret gets another key.
const PURPOSE: &[u8] = b"kad: signing keys at rest, 1";
/// How short a secret may be: 32 hexadecimal digits are 128 bits.
const SHORTEST: usize = 32;

/// `KAD_KEY_SECRET`, as far as it is needed; none where the installation has none yet.
#[derive(Clone)]
pub struct KeySecret(Option<Arc<RandomizedNonceKey>>);

impl KeySecret {
    /// From the secret; without one keys are kept as they are.
    ///
    /// # Errors
    /// When it is too short to be one.
    pub fn of(secret: Option<&str>) -> anyhow::Result<Self> {
        let Some(secret) = secret else { return Ok(Self(None)) };
        anyhow::ensure!(
            secret.len() >= SHORTEST,
            "KAD_KEY_SECRET is too short; make one of 32 random bytes: openssl rand -hex 32"
        );
        let broken = |_| anyhow::anyhow!("no key could be derived from KAD_KEY_SECRET");
        let mut key = [0; 32];
        let derived = Salt::new(HKDF_SHA256, &[]).extract(secret.as_bytes());
        derived.expand(&[PURPOSE], HKDF_SHA256).and_then(|okm| okm.fill(&mut key)).map_err(broken)?;
        Ok(Self(Some(Arc::new(RandomizedNonceKey::new(&AES_256_GCM, &key).map_err(broken)?))))
    }

    /// Whether there is one.
    pub(super) fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// A private key encrypted for its `kid`: nonce, then ciphertext and tag; nothing where there is no secret.
    ///
    /// # Errors
    /// When it cannot be encrypted.
    pub(super) fn seal(&self, kid: &str, pkcs8: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let Some(key) = &self.0 else { return Ok(None) };
        let mut sealed = pkcs8.to_vec();
        let nonce = key
            .seal_in_place_append_tag(Aad::from(kid.as_bytes()), &mut sealed)
            .map_err(|_| Error::Internal(format!("the signing key {kid} cannot be encrypted")))?;
        Ok(Some([nonce.as_ref().as_slice(), sealed.as_slice()].concat()))
    }

    /// The private key of this `kid` again; nothing for another secret, and for what was changed or is another's.
    pub(super) fn open(&self, kid: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut bytes = sealed.to_vec();
        let opened = self.0.as_ref()?.open_in_place(nonce, Aad::from(kid.as_bytes()), &mut bytes).ok()?;
        Some(opened.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn of(secret: &str) -> KeySecret {
        KeySecret::of(Some(secret)).unwrap()
    }

    #[test]
    fn a_key_opens_with_its_own_secret_and_for_its_own_kid_alone() {
        let sealed = of(SECRET).seal("one", b"private").unwrap().unwrap();
        assert!(!sealed.windows(7).any(|part| part == b"private"));
        assert_eq!(of(SECRET).open("one", &sealed).unwrap(), b"private");
        assert_eq!(of(SECRET).open("two", &sealed), None, "moved to another key's row");
        assert_eq!(of(&SECRET.replace('0', "1")).open("one", &sealed), None);
        assert_ne!(of(SECRET).seal("one", b"private").unwrap().unwrap(), sealed, "a nonce is used once");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(of(SECRET).open("one", &changed), None, "byte {at}");
            assert_eq!(of(SECRET).open("one", &sealed[..at]), None, "cut at {at}");
        }
    }

    #[test]
    fn a_secret_that_can_be_guessed_is_refused() {
        assert!(KeySecret::of(Some("short")).is_err());
        let none = KeySecret::of(None).unwrap();
        assert!(!none.is_there() && none.seal("one", b"private").unwrap().is_none());
    }
}

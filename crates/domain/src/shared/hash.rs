//! The hash of one text: SHA-256 over canonical JSON (RFC 8785).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A text that is not a SHA-256 in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 is 64 lower-case hexadecimal digits")]
pub struct HashError;

/// SHA-256 of a text both sides confirm, in lower-case hexadecimal on the wire.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TextHash(String);

impl TextHash {
    /// The 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The hash of raw bytes, such as an attached file.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::of_digest(&Sha256::digest(bytes).into())
    }

    /// A digest of 32 bytes that was computed elsewhere, such as a keyed one.
    pub fn of_digest(digest: &[u8; 32]) -> Self {
        use fmt::Write as _;
        let mut text = String::with_capacity(64);
        for byte in digest {
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }
}

impl FromStr for TextHash {
    type Err = HashError;
    fn from_str(text: &str) -> Result<Self, HashError> {
        let hex = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if hex { Ok(Self(text.to_owned())) } else { Err(HashError) }
    }
}

impl TryFrom<String> for TextHash {
    type Error = HashError;
    fn try_from(text: String) -> Result<Self, HashError> {
        text.parse()
    }
}

impl From<TextHash> for String {
    fn from(hash: TextHash) -> Self {
        hash.0
    }
}

impl fmt::Display for TextHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The canonical JSON (RFC 8785) of a value and its SHA-256.
///
/// # Errors
/// Only when the value cannot be written as JSON (a map with non-text keys).
pub fn canonical_hash<T: Serialize>(value: &T) -> Result<(String, TextHash), serde_json::Error> {
    let text = serde_json_canonicalizer::to_string(value)?;
    let hash = TextHash::of_bytes(text.as_bytes());
    Ok((text, hash))
}

/// The canonical text of some terms and its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanonicalText {
    /// Canonical JSON (RFC 8785).
    pub text: String,
    /// Its SHA-256.
    pub hash: TextHash,
}

impl CanonicalText {
    /// The canonical text of terms, which are structs of plain JSON values.
    pub(crate) fn of<T: Serialize>(terms: &T) -> Self {
        // Fails only on maps whose keys are not text; the terms have none.
        let (text, hash) = canonical_hash(terms).expect("terms are structs of plain JSON values");
        Self { text, hash }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_of_keys_does_not_matter() {
        let one = serde_json::json!({"b": 1, "a": [true, "é"]});
        let two = serde_json::json!({"a": [true, "é"], "b": 1});
        let (text, hash) = canonical_hash(&one).expect("plain JSON");
        assert_eq!(text, r#"{"a":[true,"é"],"b":1}"#);
        assert_eq!(canonical_hash(&two).expect("plain JSON").1, hash);
    }

    #[test]
    fn a_hash_is_64_lower_case_digits_and_travels_as_they_are() {
        let hash = TextHash::of_bytes(b"abc");
        let digits = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(
            (hash.as_str(), hash.to_string(), String::from(hash.clone())),
            (digits, digits.into(), digits.into())
        );
        assert_eq!(digits.parse(), Ok(hash));
        for bad in
            ["", &digits[1..], &format!("{digits}0"), &digits.to_uppercase(), &digits.replace('b', "g")]
        {
            assert_eq!(bad.parse::<TextHash>(), Err(HashError), "{bad}");
        }
    }
}

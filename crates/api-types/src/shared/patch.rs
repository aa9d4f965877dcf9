//! Reading merge patches (RFC 7396), where an absent field and `null` mean different things.

use serde::{Deserialize, Deserializer};

/// For `#[serde(default, deserialize_with = "present")]`. On `Option<T>`: absent is `None`, `null` is
/// refused, for fields that cannot be cleared. On `Option<Option<T>>`: `null` is `Some(None)`, which clears.
///
/// # Errors
/// As `T`.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(reader: D) -> Result<Option<T>, D::Error> {
    T::deserialize(reader).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Patch {
        #[serde(default, deserialize_with = "present")]
        name: Option<String>,
        #[serde(default, deserialize_with = "present")]
        address: Option<Option<String>>,
    }

    #[test]
    fn null_clears_what_can_be_cleared_and_is_refused_elsewhere() {
        let patch: Patch = serde_json::from_str(r#"{"address":null}"#).expect("a patch");
        assert_eq!((patch.name, patch.address), (None, Some(None)));
        let patch: Patch = serde_json::from_str(r#"{"name":"a"}"#).expect("a patch");
        assert_eq!((patch.name.as_deref(), patch.address), (Some("a"), None));
        assert!(serde_json::from_str::<Patch>(r#"{"name":null}"#).is_err());
    }
}

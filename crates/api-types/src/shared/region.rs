//! Reading codes of regions: of the list, and former ones as those of today.

use domain::shared::RegionCode;
use serde::de::Error as _;
use serde::{Deserialize as _, Deserializer};

/// For `#[serde(deserialize_with = "listed_region")]`: the code of a region of the list; a former code is read as today's.
///
/// # Errors
/// For a text that names no region.
pub fn listed_region<'de, D: Deserializer<'de>>(reader: D) -> Result<String, D::Error> {
    let text = String::deserialize(reader)?;
    let listed = RegionCode::listed(&text).map(String::from);
    listed.ok_or_else(|| D::Error::custom("expected a region of the list"))
}

/// The same where the field may be absent: `#[serde(default, deserialize_with = "some_listed_region")]`.
///
/// # Errors
/// As [`listed_region`].
pub fn some_listed_region<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<String>, D::Error> {
    match Option::<String>::deserialize(reader)? {
        Some(text) => {
            let listed = RegionCode::listed(&text).map(String::from);
            listed.map(Some).ok_or_else(|| D::Error::custom("expected a region of the list"))
        }
        None => Ok(None),
    }
}

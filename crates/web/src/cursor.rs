//! Keyset cursors: opaque, bound to the filters, carrying no authority.

use api_types::{DEFAULT_LIMIT, ListQuery, MAX_LIMIT, Page};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::shared::Invalid;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::read::has_nul;
use crate::{ApiError, ProblemCode};

/// A checked page request: how many items, after which key.
#[derive(Debug, Clone)]
pub struct PageRequest<K> {
    /// Items per page.
    pub limit: i64,
    /// The key of the last item of the page before.
    pub after: Option<K>,
    filters: String,
}

impl<K: DeserializeOwned> PageRequest<K> {
    /// Reads limit and cursor of a list query.
    ///
    /// # Errors
    /// 422 for a limit outside 1..=200, 400 `invalid-cursor` for a damaged cursor or other filters.
    pub fn of(query: &impl ListQuery) -> Result<Self, ApiError> {
        let limit = query.limit().unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(ApiError::invalid(vec![Invalid::new(
                "?limit",
                "out-of-range",
                format!("Isi `limit` dengan angka 1 sampai {MAX_LIMIT}."),
                format!("Give a `limit` of 1 to {MAX_LIMIT}."),
            )]));
        }
        let filters = query.filters();
        let after = query.cursor().map(|text| decode(text, &filters)).transpose()?;
        Ok(Self { limit: i64::from(limit), after, filters })
    }

    /// How many rows to fetch: one more than the page, to know whether another follows.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }
}

/// Cuts the extra row off and writes the cursor of the next page; `key` gives an item's keyset key.
pub fn page<T, K: Serialize>(request: &PageRequest<K>, mut items: Vec<T>, key: impl Fn(&T) -> K) -> Page<T> {
    let limit = usize::try_from(request.limit).unwrap_or(0);
    let more = items.len() > limit;
    items.truncate(limit);
    let next_cursor = items.last().filter(|_| more).map(|last| encode(&key(last), &request.filters));
    Page { items, next_cursor }
}

fn mark(filters: &str) -> [u8; 8] {
    let digest = Sha256::digest(filters.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    first
}

fn encode<K: Serialize>(key: &K, filters: &str) -> String {
    let mut bytes = mark(filters).to_vec();
    // Keys are tuples of ids, texts, times and numbers: always writable as JSON.
    bytes.extend(serde_json::to_vec(key).unwrap_or_default());
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode<K: DeserializeOwned>(text: &str, filters: &str) -> Result<K, ApiError> {
    let bad = || ApiError::new(ProblemCode::InvalidCursor);
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| bad())?;
    let (found, key) = bytes.split_at_checked(8).ok_or_else(bad)?;
    if found != mark(filters) || has_nul(key) {
        return Err(bad());
    }
    serde_json::from_slice(key).map_err(|_| bad())
}

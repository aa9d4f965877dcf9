//! What bytes show of themselves.

use std::fmt::Display;

use domain::shared::{Bilingual, TextHash};
use web::ApiError;

use super::store::unavailable;
use crate::Error;

/// Bytes with their hash and what they show themselves to be, off the threads that answer.
///
/// # Errors
/// [`Error::Internal`] when looking at them panicked.
pub async fn known<K: Send + 'static>(
    bytes: Vec<u8>,
    kind: fn(&[u8]) -> Option<K>,
) -> Result<(Vec<u8>, TextHash, Option<K>), Error> {
    let look = move || {
        let (hash, kind) = (TextHash::of_bytes(&bytes), kind(&bytes));
        (bytes, hash, kind)
    };
    tokio::task::spawn_blocking(look).await.map_err(|error| Error::Internal(error.to_string()))
}

/// Stored bytes, which must still have the hash with which they came; `file` names them to the operator.
///
/// # Errors
/// `files-unavailable` where they are damaged.
pub async fn undamaged(bytes: Vec<u8>, sha256: &str, file: impl Display) -> Result<Vec<u8>, ApiError> {
    let (bytes, hash, _) = known(bytes, |_| None::<()>).await?;
    if hash.as_str() == sha256 {
        return Ok(bytes);
    }
    tracing::error!(%file, "the bytes of a file are not those that came");
    Err(unavailable().detail(Bilingual::new(
        "Isi berkas ini rusak di penyimpanan; pengelola perlu memulihkannya dari cadangan.",
        "The bytes of this file are damaged where they lie; the operator has to restore them from a backup.",
    )))
}

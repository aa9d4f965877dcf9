//! Reading request bodies: bounded in size and time, never decompressed.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::web::Payload;
use domain::shared::Bilingual;
use domain::{say, words};
use futures_util::StreamExt as _;
use tokio::time::{Instant, timeout_at};

use crate::{ApiError, ProblemCode};

/// The slowest pace of a body that is let go on, in bytes a second.
const PACE: u64 = 64 * 1024;

/// The whole body, at most `limit` bytes, within `deadline` and the time its bytes take at 64 KiB a second: a large
/// file over a thin line arrives, a drop now and then does not.
///
/// # Errors
/// 415 for any `Content-Encoding`, 413 over the limit, 408 after the deadline, 400 for a broken transfer.
pub async fn raw_body(
    request: &HttpRequest,
    mut payload: Payload,
    limit: usize,
    deadline: Duration,
) -> Result<Vec<u8>, ApiError> {
    if request.headers().contains_key(CONTENT_ENCODING) {
        return Err(ApiError::new(ProblemCode::UnsupportedMediaType).detail(Bilingual::new(
            "Kirim data tanpa `Content-Encoding`.",
            "Send it without `Content-Encoding`.",
        )));
    }
    let too_large = || {
        let most = words::count(i128::try_from(limit).unwrap_or(i128::MAX));
        let detail = say!("Kirim paling banyak {most} byte.", "Send {most} bytes at most.", most = most);
        ApiError::new(ProblemCode::PayloadTooLarge).detail(detail)
    };
    let announced = header(request.headers(), CONTENT_LENGTH.as_str()).and_then(|n| n.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let started = Instant::now();
    let mut body = Vec::with_capacity(announced.unwrap_or(0).min(limit));
    loop {
        let earned = Duration::from_millis(u64::try_from(body.len()).unwrap_or(u64::MAX) * 1000 / PACE);
        let next = timeout_at(started + deadline + earned, payload.next()).await;
        let Some(chunk) = next.map_err(|_| ApiError::new(ProblemCode::RequestTimeout))? else {
            return Ok(body);
        };
        let chunk = chunk.map_err(|_| {
            malformed("Pengiriman data terputus; kirim lagi.", "The transfer broke off; send it again.")
        })?;
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
}

/// Checks the media type (parameters other than a UTF-8 charset are ignored).
///
/// # Errors
/// 415 naming what is expected.
pub(crate) fn expect_media_type(headers: &HeaderMap, expected: &str) -> Result<(), ApiError> {
    let found = header(headers, CONTENT_TYPE.as_str()).unwrap_or("");
    let media = found.split(';').next().unwrap_or("").trim();
    if media.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    Err(ApiError::new(ProblemCode::UnsupportedMediaType).detail(Bilingual::new(
        format!("Kirim data sebagai `{expected}`."),
        format!("Send it as `{expected}`."),
    )))
}

pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

pub(crate) fn malformed(id: impl Into<String>, en: impl Into<String>) -> ApiError {
    ApiError::new(ProblemCode::MalformedRequest).detail(Bilingual::new(id, en))
}

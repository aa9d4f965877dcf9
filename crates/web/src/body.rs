//! Reading request bodies: bounded in size and time, never decompressed.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::web::Payload;
use domain::shared::Invalid;
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;

use crate::ApiError;

/// The whole body, at most `limit` bytes, within `deadline`.
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
        return Err(ApiError::new("unsupported-media-type")
            .detail("Kirim tanpa Content-Encoding.", "Send it without Content-Encoding."));
    }
    let too_large = || {
        ApiError::new("payload-too-large")
            .detail(format!("Paling besar {limit} bita."), format!("At most {limit} bytes."))
    };
    let announced = header(request.headers(), CONTENT_LENGTH.as_str()).and_then(|n| n.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let read = async {
        let mut body = Vec::with_capacity(announced.unwrap_or(0).min(limit));
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| malformed("Pengiriman terputus.", "The transfer broke off."))?;
            if body.len() + chunk.len() > limit {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    };
    actix_web::rt::time::timeout(deadline, read).await.map_err(|_| ApiError::new("request-timeout"))?
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
    Err(ApiError::new("unsupported-media-type")
        .detail(format!("Kirim sebagai {expected}."), format!("Send it as {expected}.")))
}

pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Reads JSON strictly: one value, no unknown fields, no NUL in any text.
///
/// # Errors
/// 400 when it cannot be read, 422 naming the field whose value has the wrong type or form.
pub(crate) fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    if has_nul(body) {
        return Err(malformed(
            "Teks tidak boleh berisi NUL (\\u0000).",
            "No text may contain NUL (\\u0000).",
        ));
    }
    // serde would also read a struct from an array of its fields in order; the top level is an object.
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(malformed("Isi harus berupa objek JSON.", "The body must be a JSON object."));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        json_error(&pointer, error.inner())
    })?;
    reader.end().map_err(|error| json_error("", &error))?;
    Ok(value)
}

/// Whether a text holds a NUL: raw, or as the escape `\u0000` with an odd number of backslashes.
fn has_nul(body: &[u8]) -> bool {
    if body.contains(&0) {
        return true;
    }
    body.windows(5).enumerate().any(|(at, five)| {
        five == b"u0000" && body[..at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
    })
}

fn json_error(pointer: &str, error: &serde_json::Error) -> ApiError {
    let text = error.to_string();
    // serde_json adds the place; the pointer says it better.
    let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    match error.classify() {
        serde_json::error::Category::Data if !reason.starts_with("unknown field") => {
            ApiError::invalid(vec![Invalid::new(
                pointer,
                "wrong-form",
                format!("Perbaiki isian ini: {reason}."),
                format!("Correct this field: {reason}."),
            )])
        }
        _ => {
            malformed(format!("JSON tidak terbaca: {reason}."), format!("The JSON cannot be read: {reason}."))
                .fields(vec![Invalid::new(pointer, "malformed", format!("{reason}."), format!("{reason}."))])
        }
    }
}

pub(crate) fn malformed(id: impl Into<String>, en: impl Into<String>) -> ApiError {
    ApiError::new("malformed-request").detail(id, en)
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => {
                pointer.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1")))
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Body {
        name: String,
        lines: Vec<u32>,
    }

    fn slug(body: &str) -> &'static str {
        parse_json::<Body>(body.as_bytes()).expect_err("refused").slug()
    }

    #[test]
    fn faults_of_form_and_of_fields_are_told_apart() {
        assert_eq!(slug("{"), "malformed-request");
        assert_eq!(slug(r#"{"name":"a","lines":[],"x":1}"#), "malformed-request");
        assert_eq!(slug(r#"{"name":"a","lines":[1]} {}"#), "malformed-request");
        assert_eq!(slug(r#"{"name":"a\u0000","lines":[]}"#), "malformed-request");
        assert_eq!(slug(r#"{"name":"a","name":"b","lines":[]}"#), "validation-failed");
        assert_eq!(slug(r#"{"name":"a","lines":[1,"b"]}"#), "validation-failed");
        assert_eq!(slug(r#"{"name":"a"}"#), "validation-failed");
        assert!(parse_json::<Body>(r#"{"name":"a\\u0000","lines":[]}"#.as_bytes()).is_ok());
    }
}

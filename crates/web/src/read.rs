//! Reads what strangers write into a request: headers, query and body, each by itself.
//!
//! Owns the forms; knows no caller, no operation and no clock, so that every reader here can be fed anything
//! (`fuzz/`). Refuses by [`ApiError`]; never panics.

use actix_web::http::header::HeaderMap;
use domain::shared::{Bilingual, Invalid};
use serde::de::DeserializeOwned;

use crate::body::{header, malformed};
use crate::misread::{Misread, misread, not_json};
use crate::{ApiError, ProblemCode, Tags};

/// Whether JSON is acceptable to the client (RFC 9110, section 12.5.1); streams and files are asked for as such.
///
/// # Errors
/// 406 when the header `Accept` names only what is never sent.
pub fn accept(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(accept) = header(headers, "accept") else { return Ok(()) };
    let known = ["*/*", "application/*", "application/json", "application/problem+json", "text/event-stream"];
    let found = accept.split(',').map(weighted).any(|(range, weight)| {
        let sent =
            known.contains(&range.as_str()) || range.starts_with("image/") || range == "application/pdf";
        sent && weight > 0.0
    });
    if found || accept.trim().is_empty() { Ok(()) } else { Err(ApiError::new(ProblemCode::NotAcceptable)) }
}

/// Whether the client would rather have a page than JSON (RFC 9110, section 12.5.1): `text/html` weighs more, or weighs
/// the same and is named more exactly, as `text/html` is beside `*/*`. Whoever names neither gets JSON.
pub fn prefers_page(headers: &HeaderMap) -> bool {
    let Some(accept) = header(headers, "accept") else { return false };
    let ranges: Vec<(String, f32)> = accept.split(',').map(weighted).collect();
    let weight = |range: &str| {
        let named = ranges.iter().filter(|(name, _)| name == range).map(|(_, weight)| *weight);
        named.reduce(f32::max)
    };
    // The weight of a form is that of the most exact range that names it.
    let judged = |form: [&str; 3]| {
        let mut exactness = (0_u8..3).rev().zip(form);
        exactness.find_map(|(exactness, range)| Some((weight(range)?, exactness))).unwrap_or((0.0, 0))
    };
    let page = judged(["text/html", "text/*", "*/*"]);
    page.0 > 0.0 && page > judged(["application/json", "application/*", "*/*"])
}

/// One part of a list of preferences (RFC 9110, section 12.4.2): its name in lower case, and its weight from 0
/// to 1; 1 when it has none that can be read.
pub(crate) fn weighted(part: &str) -> (String, f32) {
    let mut fields = part.split(';').map(str::trim);
    let name = fields.next().unwrap_or("").to_ascii_lowercase();
    let weight = fields.find_map(|field| field.strip_prefix("q=").or_else(|| field.strip_prefix("Q=")));
    let weight = weight.and_then(|weight| weight.parse().ok()).filter(|weight| (0.0..=1.0).contains(weight));
    (name, weight.unwrap_or(1.0))
}

/// The ETags the client has seen (`If-Match`). What none of ours could equal matches nothing.
pub fn if_match(headers: &HeaderMap) -> Option<Tags> {
    tags(headers, "if-match")
}

/// The ETags of what the client has already (`If-None-Match`).
pub fn if_none_match(headers: &HeaderMap) -> Option<Tags> {
    tags(headers, "if-none-match")
}

/// A list may come in several headers (RFC 9110, section 5.3).
fn tags(headers: &HeaderMap, name: &str) -> Option<Tags> {
    let given: Vec<&str> = headers.get_all(name).map(|value| value.to_str().unwrap_or("")).collect();
    (!given.is_empty()).then(|| Tags::read(&given.join(",")))
}

/// The `Idempotency-Key`: 8 to 128 visible ASCII characters, with or without the quotes of a structured field.
///
/// # Errors
/// 400 `idempotency-key-required` when it is absent or of another form.
pub fn idempotency_key(headers: &HeaderMap) -> Result<String, ApiError> {
    let required = || ApiError::new(ProblemCode::IdempotencyKeyRequired);
    let key = header(headers, "idempotency-key").ok_or_else(required)?.trim_matches('"');
    let visible = key.bytes().all(|b| b.is_ascii_graphic());
    if visible && (8..=128).contains(&key.len()) { Ok(key.to_owned()) } else { Err(required()) }
}

/// Reads query parameters strictly: known names, each once, no NUL in any value.
///
/// # Errors
/// 400 for a name that is unknown or given twice, 422 naming the parameter whose value has the wrong form.
pub fn query<Q: DeserializeOwned>(query: &str) -> Result<Q, ApiError> {
    if query.contains("%00") || query.contains('\0') {
        return Err(malformed(
            "Hapus karakter NUL dari parameter.",
            "Remove the character NUL from the parameters.",
        ));
    }
    let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let path = error.path().to_string();
        let name = if path == "." { "" } else { &path };
        let reason = error.inner().to_string();
        let Misread { field, code, detail } = misread(name, &reason);
        if reason.starts_with("unknown field") || reason.starts_with("duplicate field") {
            return ApiError::new(ProblemCode::MalformedRequest).detail(detail);
        }
        let pointer = format!("?{}", field.as_deref().unwrap_or(name));
        ApiError::invalid(vec![Invalid::says(pointer, code, detail)])
    })
}

/// Reads JSON strictly: one value, no unknown fields, no NUL in any text.
///
/// # Errors
/// 400 when it cannot be read, 422 naming the field whose value has the wrong type or form.
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    if has_nul(body) {
        return Err(malformed(
            "Hapus karakter NUL (`\\u0000`) dari teks.",
            "Remove the character NUL (`\\u0000`) from the texts.",
        ));
    }
    // serde would also read a struct from an array of its fields in order; the top level is an object.
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(malformed(
            "Kirim satu objek JSON dalam kurung kurawal.",
            "Send one JSON object in curly brackets.",
        ));
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
pub(crate) fn has_nul(body: &[u8]) -> bool {
    if body.contains(&0) {
        return true;
    }
    body.windows(5).enumerate().any(|(at, five)| {
        five == b"u0000" && body[..at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
    })
}

fn json_error(pointer: &str, error: &serde_json::Error) -> ApiError {
    let malformed = |pointer: &str, detail: Bilingual| {
        let field = Invalid::says(pointer, "malformed", detail.clone());
        ApiError::new(ProblemCode::MalformedRequest).detail(detail).fields(vec![field])
    };
    if error.classify() != serde_json::error::Category::Data {
        return malformed(pointer, not_json(error));
    }
    let text = error.to_string();
    // serde_json adds the place; the pointer says it better.
    let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    let Misread { field, code, detail } = misread(last_name(pointer), reason);
    let end = field.map(|field| format!("/{}", escaped(&field)));
    let pointer = format!("{pointer}{}", end.unwrap_or_default());
    if reason.starts_with("unknown field") {
        return malformed(&pointer, detail);
    }
    ApiError::invalid(vec![Invalid::says(pointer, code, detail)])
}

/// The last name in a pointer, with the places in a list after it: `quantity`, `lines/0`.
fn last_name(pointer: &str) -> &str {
    let is_place = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let mut names = pointer.rmatch_indices('/').map(|(at, _)| &pointer[at + 1..]);
    names.find(|rest| !is_place(rest.split('/').next().unwrap_or(""))).unwrap_or("")
}

/// A name as it stands in a pointer (RFC 6901, section 3).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => pointer.push_str(&format!("/{}", escaped(key))),
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

    fn code(body: &str) -> ProblemCode {
        json::<Body>(body.as_bytes()).expect_err("refused").code()
    }

    #[test]
    fn a_page_is_for_who_prefers_it_and_json_for_all_others() {
        let prefers = |accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(actix_web::http::header::ACCEPT, accept.parse().expect("a header"));
            prefers_page(&headers)
        };
        for page in [
            "text/html",
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "text/html, */*",
            "TEXT/HTML; charset=utf-8",
            "application/json;q=0.5, text/html;q=0.6",
            "application/json;q=0, text/html;q=0.1",
            "text/*",
            "application/*;q=0.4, text/*;q=0.5",
            "*/*;q=0.9, application/json;q=0.1",
        ] {
            assert!(prefers(page), "{page}");
        }
        for json in [
            "",
            "*/*",
            "application/json",
            "application/json, text/plain, */*",
            "application/json, text/html",
            "text/html;q=0.5, application/json;q=0.6",
            "text/html;q=0.9, */*",
            "text/html;q=0, */*",
            "text/html;q=0",
            "application/*, text/*",
            "image/png",
            "text/plain",
            ",;q=,/;;",
        ] {
            assert!(!prefers(json), "{json}");
        }
        assert!(!prefers_page(&HeaderMap::new()));
    }

    #[test]
    fn faults_of_form_and_of_fields_are_told_apart() {
        assert_eq!(code("{"), ProblemCode::MalformedRequest);
        assert_eq!(code(r#"{"name":"a","lines":[],"x":1}"#), ProblemCode::MalformedRequest);
        assert_eq!(code(r#"{"name":"a","lines":[1]} {}"#), ProblemCode::MalformedRequest);
        assert_eq!(code(r#"{"name":"a\u0000","lines":[]}"#), ProblemCode::MalformedRequest);
        assert_eq!(code(r#"{"name":"a","name":"b","lines":[]}"#), ProblemCode::ValidationFailed);
        assert_eq!(code(r#"{"name":"a","lines":[1,"b"]}"#), ProblemCode::ValidationFailed);
        assert_eq!(code(r#"{"name":"a"}"#), ProblemCode::ValidationFailed);
        assert!(json::<Body>(r#"{"name":"a\\u0000","lines":[]}"#.as_bytes()).is_ok());
    }
}

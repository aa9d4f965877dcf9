//! Readers of request headers.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use web::{Etag, Language, Version, read};

/// Headers with this one alone; `None` for what no server would hand on.
fn one(name: &'static str, value: &[u8]) -> Option<HeaderMap> {
    let value = HeaderValue::from_bytes(value).ok()?;
    let mut headers = HeaderMap::new();
    headers.insert(HeaderName::from_static(name), value);
    Some(headers)
}

/// An idempotency key is 8 to 128 visible characters, and reads the same with and without quotes.
pub fn key(data: &[u8]) {
    let Some(headers) = one("idempotency-key", data) else { return };
    let Ok(key) = read::idempotency_key(&headers) else { return };
    assert!((8..=128).contains(&key.len()) && key.bytes().all(|sign| sign.is_ascii_graphic()), "{key}");
    for spelling in [key.clone(), format!("\"{key}\"")] {
        let again = one("idempotency-key", spelling.as_bytes());
        assert_eq!(again.and_then(|headers| read::idempotency_key(&headers).ok()), Some(key.clone()));
    }
}

/// An `If-Match` gives a version only in the one spelling this platform writes; all else matches nothing.
pub fn if_match(data: &[u8]) {
    let Some(headers) = one("if-match", data) else { return };
    let text = String::from_utf8_lossy(data);
    let etag = text.parse::<Etag>();
    if let Ok(etag) = &etag {
        assert_eq!(etag.to_string(), text.trim(), "another spelling was taken for ours");
        assert!(etag.version().0 >= 0);
    }
    let expected = etag.map_or(Version(0), |etag| etag.version());
    let readable = headers.get("if-match").is_some_and(|value| value.to_str().is_ok());
    assert_eq!(read::if_match(&headers), readable.then_some(expected));
}

/// Whoever also takes JSON is served, and the first language with full weight is not outbid by what follows.
pub fn negotiation(data: &[u8]) {
    if let Some(headers) = one("accept", data) {
        let _ = read::accept(&headers);
        let _ = Language::of(&headers);
    }
    let more = [b"application/json, ".as_slice(), data].concat();
    if let Some(headers) = one("accept", &more).filter(|_| data.is_ascii()) {
        assert!(read::accept(&headers).is_ok(), "JSON was asked for first");
    }
    for language in [Language::English, Language::Indonesian] {
        let more = [language.tag().as_bytes(), b", ", data].concat();
        if let Some(headers) = one("accept-language", &more).filter(|_| data.is_ascii()) {
            assert_eq!(Language::of(&headers), language);
        }
    }
}

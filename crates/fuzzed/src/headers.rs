//! Readers of request headers.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use web::{Etag, Language, Tags, language_of, read};

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

/// An `If-Match` names ETags only in the spelling this platform writes, and in those that gateways make of it.
pub fn if_match(data: &[u8]) {
    let Some(headers) = one("if-match", data) else { return };
    let tags = read::if_match(&headers).expect("the header is there");
    let text = String::from_utf8_lossy(data);
    if let Ok(etag) = text.parse::<Etag>() {
        assert_eq!(etag.to_string(), text.trim(), "another spelling was taken for ours");
        assert_eq!(tags, Tags::These(vec![etag]));
    }
    if let Tags::These(tags) = tags {
        for tag in tags {
            assert!(tag.version().0 >= 0);
            assert_eq!(Tags::read(&tag.to_string()), Tags::These(vec![tag]));
        }
    }
}

/// Whoever also takes JSON is served, and the first language with full weight is not outbid by what follows.
pub fn negotiation(data: &[u8]) {
    if let Some(headers) = one("accept", data) {
        let _ = read::accept(&headers);
        let _ = language_of(&headers);
    }
    let more = [b"application/json, ".as_slice(), data].concat();
    if let Some(headers) = one("accept", &more).filter(|_| data.is_ascii()) {
        assert!(read::accept(&headers).is_ok(), "JSON was asked for first");
        assert!(!read::prefers_page(&headers), "nothing weighs more than JSON in full");
    }
    for language in [Language::English, Language::Indonesian] {
        let more = [language.tag().as_bytes(), b", ", data].concat();
        if let Some(headers) = one("accept-language", &more).filter(|_| data.is_ascii()) {
            assert_eq!(language_of(&headers), language);
        }
    }
}

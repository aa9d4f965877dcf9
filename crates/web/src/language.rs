//! Which of the two languages an answer speaks.

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use domain::words::Language;

use crate::read::weighted;

/// The first of Indonesian and English in order of preference (RFC 9110 weights).
pub fn language_of(headers: &HeaderMap) -> Language {
    let Some(wanted) = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()) else {
        return Language::default();
    };
    let mut best = (Language::default(), 0.0_f32);
    for part in wanted.split(',').take(20) {
        let (tag, weight) = weighted(part);
        let language = match tag.split('-').next() {
            Some("id") => Language::Indonesian,
            Some("en") => Language::English,
            _ => continue,
        };
        if weight > best.1 {
            best = (language, weight);
        }
    }
    best.0
}

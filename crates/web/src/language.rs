//! Which of the two languages an answer speaks.

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use domain::shared::Bilingual;

use crate::read::weighted;

/// The language of titles and details; codes never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Indonesian, the default.
    #[default]
    Indonesian,
    /// English.
    English,
}

impl Language {
    /// The first of Indonesian and English in order of preference (RFC 9110 weights).
    pub fn of(headers: &HeaderMap) -> Self {
        let Some(wanted) = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()) else {
            return Self::default();
        };
        let mut best = (Self::default(), 0.0_f32);
        for part in wanted.split(',').take(20) {
            let (tag, weight) = weighted(part);
            let language = match tag.split('-').next() {
                Some("id") => Self::Indonesian,
                Some("en") => Self::English,
                _ => continue,
            };
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }

    /// The text in this language.
    pub fn pick(self, text: &Bilingual) -> &str {
        match self {
            Self::Indonesian => &text.id,
            Self::English => &text.en,
        }
    }

    /// The tag for `Content-Language`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Indonesian => "id",
            Self::English => "en",
        }
    }
}

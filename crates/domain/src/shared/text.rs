//! A sentence in the platform's two languages.

use serde::{Deserialize, Serialize};

/// The same sentence in Indonesian and in English.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bilingual {
    /// Indonesian.
    pub id: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// Pairs the two languages.
    pub fn new(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { id: id.into(), en: en.into() }
    }

    /// What reads the same in both: a name, a number on a paper, an id.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { id: text.clone(), en: text }
    }
}

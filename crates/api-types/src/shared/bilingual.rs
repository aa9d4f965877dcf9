//! A text in the platform's two languages on the wire.

use domain::shared::Bilingual;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The same text in Indonesian and in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Bilingual)]
#[serde(deny_unknown_fields)]
pub struct WireBilingual {
    /// Indonesian.
    #[schema(example = "telur ayam")]
    pub id: String,
    /// English.
    #[schema(example = "chicken eggs")]
    pub en: String,
}

impl From<WireBilingual> for Bilingual {
    fn from(text: WireBilingual) -> Self {
        Self { id: text.id, en: text.en }
    }
}

impl From<Bilingual> for WireBilingual {
    fn from(text: Bilingual) -> Self {
        Self { id: text.id, en: text.en }
    }
}

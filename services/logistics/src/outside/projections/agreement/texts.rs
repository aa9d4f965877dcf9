//! The texts of what was amended, as they are kept: from which day each holds, and when it was signed.

use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::in_force_at;
use domain::shared::PriceBasis;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One of the texts, and what of it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Text<T> {
    pub(super) in_force_from: NaiveDate,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) says: T,
}

/// What a text says of a contract line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LineSays {
    /// Committed, in base units; none where nothing limits.
    pub(super) committed_base: Option<i64>,
    pub(super) over_tolerance_bp: i32,
    pub(super) price_rupiah: i64,
    pub(super) price_basis: PriceBasis,
    /// Other forms it may be met in; absent in what was kept before lines named them.
    #[serde(default)]
    pub(super) also_form_codes: Vec<String>,
}

/// The texts in a column, the first one first. They were written by this release or a later one: what it cannot read it
/// does not judge by.
pub(super) fn texts<T: DeserializeOwned>(stored: &Value) -> Vec<Text<T>> {
    Vec::deserialize(stored).unwrap_or_default()
}

/// The text in force on a day, as far as it was signed by then; the first one was signed with the contract.
pub(super) fn text_at<T>(texts: &[Text<T>], day: NaiveDate, known_at: DateTime<Utc>) -> Option<&T> {
    in_force_at(texts, |text| (text.in_force_from, text.recorded_at), day, known_at).map(|text| &text.says)
}

/// A column of plain values: always writable as JSON.
pub(super) fn stored<T: Serialize>(texts: &[Text<T>]) -> Value {
    serde_json::to_value(texts).unwrap_or_default()
}

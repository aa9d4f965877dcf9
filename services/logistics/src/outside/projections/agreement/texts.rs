//! The texts of what was amended, as they are kept: from which day each holds, and when it was signed.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::shared::{PriceBasis, in_force_after, in_force_at};
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
    /// Of a fixed price; none where a rule finds it.
    pub(super) price_rupiah: Option<i64>,
    /// How the price is found, where it is not fixed; absent in what was kept before there were rules.
    #[serde(default)]
    pub(super) price_rule: Option<Value>,
    pub(super) price_basis: PriceBasis,
    /// What a share line commits, as it was recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) schedule: Vec<PeriodSays>,
    /// Other forms it may be met in; absent in what was kept before lines named them.
    #[serde(default)]
    pub(super) also_form_codes: Vec<String>,
}

/// What a share line commits in one period, as it was recorded: of the recordings of a period the last counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PeriodSays {
    pub(crate) period: String,
    pub(crate) from_date: NaiveDate,
    pub(crate) until_date: NaiveDate,
    pub(crate) quantity_base: i64,
    pub(crate) recorded_at: DateTime<Utc>,
}

/// The periods that counted at an instant, in order of the days.
pub(super) fn periods_at(recorded: &[PeriodSays], known_at: DateTime<Utc>) -> Vec<PeriodSays> {
    let mut last: BTreeMap<(NaiveDate, NaiveDate), &PeriodSays> = BTreeMap::new();
    for one in recorded.iter().filter(|one| one.recorded_at <= known_at) {
        let kept = last.entry((one.from_date, one.until_date)).or_insert(one);
        if one.recorded_at >= kept.recorded_at {
            *kept = one;
        }
    }
    last.into_values().cloned().collect()
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

/// What the texts say that come into force after a day.
pub(super) fn later<T>(texts: &[Text<T>], day: NaiveDate) -> impl Iterator<Item = &T> {
    in_force_after(texts, |text| text.in_force_from, day).map(|text| &text.says)
}

/// A column of plain values: always writable as JSON.
pub(super) fn stored<T: Serialize>(texts: &[Text<T>]) -> Value {
    serde_json::to_value(texts).unwrap_or_default()
}

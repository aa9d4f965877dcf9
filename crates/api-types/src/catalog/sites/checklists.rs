//! What is looked at in a kind of facility, in versions.

use chrono::NaiveDate;
use domain::catalog::{FacilityKind, FindingSeverity, ReadingKind, ReadingLimit, Thousandths, check_limit};
use domain::shared::Invalid;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Check, WireBilingual};

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ChecklistItem)]
#[serde(deny_unknown_fields)]
pub struct WireChecklistItem {
    /// Its code, unique within the list.
    #[schema(example = "lairage", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub code: String,
    /// What must hold, 1 to 500 characters in each language.
    pub requirement: WireBilingual,
    /// How much it counts in the score.
    #[schema(example = 15, minimum = 1, maximum = 1000)]
    pub points: u32,
    /// How severe a finding it is where it is not met.
    pub severity: FindingSeverity,
    /// What is read there, and within which bounds it holds; absent where nothing is measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<WireReadingLimit>,
}

/// What is read of a thing, and within which bounds it holds: `at_least`, `at_most`, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReadingLimit, example = json!({"kind": "temperature", "at_most": "4"}))]
#[serde(deny_unknown_fields)]
pub struct WireReadingLimit {
    /// What is read, and in which unit.
    pub kind: ReadingKind,
    /// No less than this.
    #[schema(example = "82", pattern = r"^-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,3})?$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<String>,
    /// No more than this.
    #[schema(example = "4", pattern = r"^-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,3})?$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<String>,
}

impl WireReadingLimit {
    /// Checks the bounds.
    pub fn check(&self, check: &mut Check, pointer: &str) {
        let mut bound = |field: &str, text: Option<&str>| match text {
            Some(text) => read_number(check, &format!("{pointer}/{field}"), text).map(Some),
            None => Some(None),
        };
        let (at_least, at_most) =
            (bound("at_least", self.at_least.as_deref()), bound("at_most", self.at_most.as_deref()));
        if let (Some(at_least), Some(at_most)) = (at_least, at_most) {
            let limit = ReadingLimit { kind: self.kind, at_least, at_most };
            check_limit(pointer, limit).into_iter().for_each(|invalid| check.push(invalid));
        }
    }
}

/// A decimal number of a thousandth's precision; what is none goes to the check.
pub(super) fn read_number(check: &mut Check, pointer: &str, text: &str) -> Option<Thousandths> {
    let number = text.parse().ok();
    check.require(number.is_some(), || {
        Invalid::new(
            pointer,
            "wrong-form",
            "Tulis bilangan desimal dengan titik, paling banyak tiga angka di belakangnya, misalnya \"-18.5\".",
            "Write a decimal number with a point and three places at most, such as \"-18.5\".",
        )
    });
    number
}

crate::dated_rows! {
    /// Adds a version of a checklist.
    #[schema(example = json!({
        "facility_kind": "hub", "version": 1,
        "items": [{"code": "scales", "points": 10, "severity": "major", "requirement": {
            "id": "Timbangan bertera sah.", "en": "The scales carry a valid verification mark."}}],
        "in_force_from_date": "2027-01-01", "source": "Permendag 115/2018"
    }))]
    pub struct CreateChecklistRequest;
    /// What events of a checklist tell.
    pub struct ChecklistEventData;
    /// A version of the checklist of a kind of facility.
    pub struct ChecklistView of ChecklistId by source ("Where its requirements come from.", "Permentan 13/2010") {
        /// The kind of facility.
        facility_kind: FacilityKind,
        /// The number of the version: one more than the last of its kind.
        #[schema(example = 1, minimum = 1, maximum = 10000)]
        version: u32,
        /// What is looked at, in order.
        #[schema(min_items = 1, max_items = 200)]
        items: Vec<WireChecklistItem>,
    }
}

crate::list_query! {
    /// Filters of the checklists.
    pub struct ListChecklistsQuery {
        /// Only those of this kind of facility.
        facility_kind: FacilityKind,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}

//! What is looked at in a kind of facility, in versions.

use chrono::NaiveDate;
use domain::catalog::{FacilityKind, FindingSeverity};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WireBilingual;

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

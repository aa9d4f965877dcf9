//! What inspections found not to hold.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{FindingSeverity, FindingState};
use domain::shared::{FacilityId, FindingId, InspectionId, PartyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WireBilingual;

/// A finding of an inspection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FindingView {
    /// Its id.
    pub id: FindingId,
    /// Its ETag, for steps.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Where it stands.
    pub state: FindingState,
    /// How severe it is; a critical one bars the facility until it is settled.
    pub severity: FindingSeverity,
    /// The inspection that found it.
    pub inspection_id: InspectionId,
    /// The facility.
    pub facility_id: FacilityId,
    /// Whose facility it is.
    pub owner_party_id: PartyId,
    /// Who inspected.
    pub inspector_party_id: PartyId,
    /// Region the facility lies in.
    #[schema(example = "35.72")]
    pub region_code: String,
    /// The code of the thing on the checklist.
    #[schema(example = "lairage")]
    pub item_code: String,
    /// What should hold.
    pub requirement: WireBilingual,
    /// The day on which it was found.
    #[schema(example = "2026-12-01")]
    pub found_date: NaiveDate,
    /// The day by which it is to be mended; null where no row says how long that may take.
    #[schema(example = "2026-12-31")]
    pub due_date: Option<NaiveDate>,
    /// The day on which it was verified or waived; null while it is not.
    #[schema(example = json!(null))]
    pub settled_date: Option<NaiveDate>,
    /// When it was found.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the findings.
    pub struct ListFindingsQuery {
        /// Only those of this inspection.
        inspection_id: InspectionId,
        /// Only those of this facility.
        facility_id: FacilityId,
        /// Only those of facilities of this party.
        owner_party_id: PartyId,
        /// Only those of this severity.
        severity: FindingSeverity,
        /// Only those in this state.
        state: FindingState,
    }
}

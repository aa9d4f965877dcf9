//! Inspections of facilities, and what phones answer there.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{AnswerOutcome, FacilityKind, InspectionSide, InspectionState, Reading, ReadingKind};
use domain::shared::{FacilityId, InspectionAnswerId, InspectionId, PartyId, TextHash};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::checklists::read_number;
use crate::Check;

/// Names the day of an inspection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleInspectionRequest {
    /// The facility.
    pub facility_id: FacilityId,
    /// The day; the checklist is that of its kind in force on it. One that has passed, of a visit that is recorded from paper,
    /// needs a backfill grant that covers it.
    #[schema(example = "2026-12-01")]
    pub scheduled_date: NaiveDate,
    /// What the owner should know before.
    #[schema(example = "Siapkan catatan pemotongan tiga bulan terakhir.", min_length = 1, max_length = 1000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An inspection of a facility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InspectionView {
    /// Its id.
    pub id: InspectionId,
    /// Its ETag, for steps.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Where it stands.
    pub state: InspectionState,
    /// The facility.
    pub facility_id: FacilityId,
    /// What kind of facility it is.
    pub facility_kind: FacilityKind,
    /// Whose facility it is.
    pub owner_party_id: PartyId,
    /// Who inspects.
    pub inspector_party_id: PartyId,
    /// Region the facility lies in.
    #[schema(example = "35.72")]
    pub region_code: String,
    /// The version of the checklist; see `/v1/checklists?facility_kind=`.
    #[schema(example = 1)]
    pub checklist_version: u32,
    /// The day named for it.
    #[schema(example = "2026-12-01")]
    pub scheduled_date: NaiveDate,
    /// The day on which it was handed in, from which it holds; null until then.
    #[schema(example = json!(null))]
    pub inspected_date: Option<NaiveDate>,
    /// Points of what holds among those of all that applies, in basis points, rounded down; null until it is handed in, and
    /// where nothing applies.
    #[schema(example = json!(null))]
    pub score_bp: Option<u32>,
    /// What the owner was told before.
    #[schema(example = "Siapkan catatan pemotongan tiga bulan terakhir.")]
    pub note: Option<String>,
    /// Who took part; null for others than the inspectors' party and the owner, for these are people.
    pub participants: Option<Vec<WireParticipant>>,
    /// When its day was named.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the inspections.
    pub struct ListInspectionsQuery {
        /// Only those of this facility.
        facility_id: FacilityId,
        /// Only those of facilities of this party.
        owner_party_id: PartyId,
        /// Only those by this party.
        inspector_party_id: PartyId,
        /// Only those in this state.
        state: InspectionState,
    }
}

/// A photo, by what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionPhoto)]
#[serde(deny_unknown_fields)]
pub struct WirePhoto {
    /// SHA-256 of the picture, 64 hexadecimal digits.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", value_type = String,
        pattern = "^[0-9a-f]{64}$")]
    pub sha256: TextHash,
}

/// Somebody who took part in an inspection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionParticipant)]
#[serde(deny_unknown_fields)]
pub struct WireParticipant {
    /// For whom.
    pub side: InspectionSide,
    /// Name.
    #[schema(example = "drh. Ratna Dewi", min_length = 1, max_length = 120)]
    pub name: String,
    /// What this person is there.
    #[schema(example = "Dokter hewan", min_length = 1, max_length = 120)]
    pub position: String,
}

/// Hands an inspection in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitInspectionRequest {
    /// Who took part: at least one who inspected, and one of the owner's, or a note on why nobody was there.
    #[schema(max_items = 50)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<WireParticipant>,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Anything worth saying.
    #[schema(example = "Pemilik diwakili oleh kepala kandang.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

crate::circumstances!(SubmitInspectionRequest: occurred_at, note);

/// Lets answers count that another person changed after the inspection was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectInspectionRequest {
    /// The answers: each takes the place of the one that it replaces.
    #[schema(min_items = 1, max_items = 200)]
    pub answer_ids: Vec<InspectionAnswerId>,
    /// Why; needed.
    #[schema(example = "Foto menunjukkan atap sudah diperbaiki.", min_length = 1, max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

crate::circumstances!(CorrectInspectionRequest: note);

/// What an instrument showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionReading, example = json!({"kind": "temperature", "value": "3.5"}))]
#[serde(deny_unknown_fields)]
pub struct WireReading {
    /// What it reads, and in which unit.
    pub kind: ReadingKind,
    /// The value in that unit, a decimal with up to three places.
    #[schema(example = "3.5", pattern = r"^-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,3})?$")]
    pub value: String,
}

impl WireReading {
    /// The reading; what is wrong with it goes to the check.
    pub fn read(&self, check: &mut Check, pointer: &str) -> Option<Reading> {
        let value = read_number(check, &format!("{pointer}/value"), &self.value)?;
        Some(Reading { kind: self.kind, value })
    }
}

impl From<Reading> for WireReading {
    fn from(reading: Reading) -> Self {
        Self { kind: reading.kind, value: reading.value.to_string() }
    }
}

/// Answers one thing of the checklist of an inspection that has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutInspectionAnswerRequest {
    /// The inspection.
    pub inspection_id: InspectionId,
    /// The code of the thing on the checklist.
    #[schema(example = "lairage", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub item_code: String,
    /// What was seen.
    pub outcome: AnswerOutcome,
    /// What was seen, in words; needed where it is not met.
    #[schema(example = "Atap kandang istirahat bocor di sisi timur.", min_length = 1, max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Photos of it.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<WirePhoto>,
    /// What instruments showed; of what the checklist sets a limit to, at least one.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<WireReading>,
    /// The answer to the same thing in whose place this one counts; once the inspection is handed in, when a second person lets
    /// it.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces_answer_id: Option<InspectionAnswerId>,
    /// When the phone was told.
    #[schema(example = "2026-12-01T03:00:00Z")]
    pub captured_at: DateTime<Utc>,
}

/// An answer of an inspection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InspectionAnswerView {
    /// Its id.
    pub id: InspectionAnswerId,
    /// Its ETag.
    #[schema(example = "\"v1-1d5e7c2a90b34f68\"")]
    pub etag: String,
    /// The inspection.
    pub inspection_id: InspectionId,
    /// The code of the thing on the checklist.
    #[schema(example = "lairage")]
    pub item_code: String,
    /// What was seen.
    pub outcome: AnswerOutcome,
    /// What was seen, in words; null where nothing was said.
    #[schema(example = "Atap kandang istirahat bocor di sisi timur.")]
    pub note: Option<String>,
    /// Photos of it.
    pub photos: Vec<WirePhoto>,
    /// What instruments showed.
    pub readings: Vec<WireReading>,
    /// The answer in whose place this one counts; null where none.
    #[schema(example = json!(null))]
    pub replaces_answer_id: Option<InspectionAnswerId>,
    /// Whether it counts: no other has taken its place.
    #[schema(example = true)]
    pub current: bool,
    /// Whether it changes an inspection that was handed in, and waits for a second person to let it.
    #[schema(example = false)]
    pub proposed: bool,
    /// When the phone was told.
    pub captured_at: DateTime<Utc>,
    /// The time the phone said, where its clock ran ahead; null otherwise.
    #[schema(example = json!(null))]
    pub claimed_at: Option<DateTime<Utc>>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the answers of an inspection.
    pub struct ListInspectionAnswersQuery {
        /// Only those of this thing on the checklist.
        #[param(example = "lairage", max_length = 40)]
        item_code: String,
        /// Only those that count, or that others have replaced.
        current: bool,
    }
}

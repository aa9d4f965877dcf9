//! Rows of the inspections.

use api_types::Check;
use api_types::catalog::{
    InspectionAnswerView, InspectionEventData, InspectionView, PutInspectionAnswerRequest, WirePhoto,
    WireReading,
};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{AnswerOutcome, FacilityKind, InspectionEvent, InspectionState, Reading};
use domain::shared::{Bilingual, FacilityId, Id, InspectionAnswerId, InspectionId, PartyId, Role, TextHash};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::schema::{inspection, inspection_answer};
use crate::sites::visibility::governments_at;

/// An inspection as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = inspection, treat_none_as_null = true)]
pub(in crate::sites) struct InspectionRow {
    pub(in crate::sites) id: InspectionId,
    pub(in crate::sites) facility_id: FacilityId,
    pub(super) facility_kind: FacilityKind,
    pub(in crate::sites) owner_party_id: PartyId,
    pub(in crate::sites) inspector_party_id: PartyId,
    pub(in crate::sites) region_code: String,
    pub(super) checklist_version: i32,
    pub(super) scheduled_date: NaiveDate,
    pub(super) inspected_date: Option<NaiveDate>,
    pub(super) score_bp: Option<i32>,
    pub(super) note: Option<String>,
    pub(super) state: InspectionState,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
    /// Who took part, as it was said.
    pub(super) participants: serde_json::Value,
}

/// An answer as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = inspection_answer)]
pub(super) struct AnswerRow {
    pub(super) id: InspectionAnswerId,
    pub(super) inspection_id: InspectionId,
    pub(super) item_code: String,
    pub(super) outcome: AnswerOutcome,
    pub(super) note: Option<String>,
    pub(super) photo_sha256s: Vec<String>,
    pub(super) replaces_id: Option<InspectionAnswerId>,
    pub(super) captured_at: DateTime<Utc>,
    pub(super) claimed_at: Option<DateTime<Utc>>,
    pub(super) backfilled: bool,
    pub(super) actor_subject: String,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) readings: serde_json::Value,
    /// Whether it waits for a second person.
    pub(super) proposed: bool,
}

impl InspectionRow {
    /// The view for a caller: who took part is for the two parties alone.
    ///
    /// # Errors
    /// When what is stored cannot be read: our mistake.
    pub(super) fn view(self, caller: &Caller) -> Result<InspectionView, Error> {
        let whole = |number: i32| u32::try_from(number).unwrap_or_default();
        let takes_part = [self.owner_party_id, self.inspector_party_id].contains(&caller.party());
        let participants = takes_part.then(|| stored(self.participants)).transpose()?;
        Ok(InspectionView {
            etag: Etag::of(self.version).to_string(),
            id: self.id,
            state: self.state,
            facility_id: self.facility_id,
            facility_kind: self.facility_kind,
            owner_party_id: self.owner_party_id,
            inspector_party_id: self.inspector_party_id,
            region_code: self.region_code,
            checklist_version: whole(self.checklist_version),
            scheduled_date: self.scheduled_date,
            inspected_date: self.inspected_date,
            score_bp: self.score_bp.map(whole),
            note: self.note,
            participants,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// What is kept in JSON.
fn stored<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> Result<T, Error> {
    serde_json::from_value(value)
        .map_err(|error| Error::Internal(format!("what is kept of an inspection: {error}")))
}

/// What is to be kept in JSON.
pub(super) fn kept<T: serde::Serialize>(value: &T) -> Result<serde_json::Value, Error> {
    serde_json::to_value(value)
        .map_err(|error| Error::Internal(format!("what is said of an inspection: {error}")))
}

/// Refuses callers of another party than the inspectors'.
pub(super) fn inspectors_own() -> Bilingual {
    Bilingual::new(
        "Inspeksi hanya dijalankan oleh pihak yang menjadwalkannya.",
        "An inspection is carried out by the party that scheduled it alone.",
    )
}

impl AnswerRow {
    /// Whether a request says the same, whoever sends it and whenever it comes in.
    pub(super) fn is_said_by(&self, body: &PutInspectionAnswerRequest) -> bool {
        let said = self.claimed_at.unwrap_or(self.captured_at);
        let photos = body.photos.iter().map(|photo| photo.sha256.as_str());
        self.inspection_id == body.inspection_id
            && self.item_code == body.item_code
            && self.outcome == body.outcome
            && self.note.as_deref() == body.note.as_deref().map(str::trim)
            && self.photo_sha256s.iter().map(String::as_str).eq(photos)
            && self.reads(&body.readings)
            && self.replaces_id == body.replaces_answer_id
            && said.timestamp_micros() == body.captured_at.timestamp_micros()
    }

    fn readings(&self) -> Result<Vec<Reading>, Error> {
        stored(self.readings.clone())
    }

    /// Whether instruments showed the same, however it is written.
    fn reads(&self, said: &[WireReading]) -> bool {
        let mut check = Check::new();
        let said = said.iter().filter_map(|one| one.read(&mut check, "/readings"));
        self.readings().is_ok_and(|kept| kept.into_iter().eq(said))
    }

    /// The view, with its ETag.
    ///
    /// # Errors
    /// When what is stored cannot be read: our mistake.
    pub(super) fn view(self, current: bool) -> Result<(Etag, InspectionAnswerView), Error> {
        let etag = Etag::with_derived(1, &format!("{current} {}", self.proposed));
        let readings = self.readings()?.into_iter().map(Into::into).collect();
        let photos =
            self.photo_sha256s.iter().map(|hash| hash.parse::<TextHash>().map(|sha256| WirePhoto { sha256 }));
        let photos = photos.collect::<Result<Vec<_>, _>>();
        let view = InspectionAnswerView {
            etag: etag.to_string(),
            id: self.id,
            inspection_id: self.inspection_id,
            item_code: self.item_code,
            outcome: self.outcome,
            note: self.note,
            photos: photos.map_err(|_| Error::Internal("a stored hash".to_owned()))?,
            readings,
            replaces_answer_id: self.replaces_id,
            current,
            proposed: self.proposed,
            captured_at: self.captured_at,
            claimed_at: self.claimed_at,
            recorded_at: self.recorded_at,
        };
        Ok((etag, view))
    }
}

impl Announced for InspectionRow {
    type Data = InspectionEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> InspectionEventData {
        InspectionEventData {
            inspection_id: self.id,
            facility_id: self.facility_id,
            owner_party_id: self.owner_party_id,
            inspector_party_id: self.inspector_party_id,
            region_code: self.region_code.clone(),
            state: self.state,
            version: self.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        let mut readers = governments_at(conn, &self.region_code).await?;
        readers.extend([self.owner_party_id, self.inspector_party_id]);
        Ok(Audience::of(&readers))
    }
}

impl Versioned for InspectionRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_inspection(conn, self, seen).await
    }
}

impl Stateful for InspectionRow {
    type State = InspectionState;

    fn state(&self) -> InspectionState {
        self.state
    }

    fn set_state(&mut self, state: InspectionState) {
        self.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        caller.party() == self.inspector_party_id && caller.has(role)
    }

    fn not_theirs(&self, _: InspectionEvent) -> Bilingual {
        inspectors_own()
    }
}

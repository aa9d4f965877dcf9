//! Rows of the findings.

use api_types::WireBilingual;
use api_types::catalog::{FindingEventData, FindingView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{FindingEvent, FindingSeverity, FindingState, KnownFinding, stood_settled};
use domain::shared::{Bilingual, FacilityId, FindingId, Id, InspectionId, PartyId, Period, Role};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::schema::finding;
use crate::sites::visibility::governments_at;

/// A finding as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = finding, treat_none_as_null = true)]
pub(super) struct FindingRow {
    pub(super) id: FindingId,
    pub(super) inspection_id: InspectionId,
    pub(super) facility_id: FacilityId,
    pub(super) owner_party_id: PartyId,
    pub(super) inspector_party_id: PartyId,
    pub(super) region_code: String,
    pub(super) item_code: String,
    pub(super) requirement_id: String,
    pub(super) requirement_en: String,
    pub(super) severity: FindingSeverity,
    pub(super) found_by: String,
    pub(super) found_date: NaiveDate,
    pub(super) due_date: Option<NaiveDate>,
    pub(super) acted_by: Option<String>,
    pub(super) settled_date: Option<NaiveDate>,
    /// First and last day of each time for which it stood settled before it was reopened, one after the other.
    pub(super) settled_before: Vec<NaiveDate>,
    pub(super) state: FindingState,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// A finding, and whether the caller's party governs the region of the facility.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) row: FindingRow,
    pub(super) governs: bool,
}

impl FindingRow {
    /// Whether a step is one that the caller's party takes: the owner mends, the inspectors and the governments of the region judge.
    pub(super) fn is_taken_by(&self, caller: &Caller, event: FindingEvent, governs: bool) -> bool {
        match event {
            FindingEvent::Act => caller.party() == self.owner_party_id,
            // Nobody judges what is its own, but for a government's own facilities: there other eyes do.
            _ => governs || caller.party() == self.inspector_party_id,
        }
    }

    /// The finding as usability reads it.
    pub(super) fn known(&self) -> KnownFinding {
        // What was withdrawn was never there.
        let withdrawn = (self.state == FindingState::Withdrawn).then_some(self.found_date);
        let period = |days: &[NaiveDate; 2]| Period { from: days[0], until: Some(days[1]) };
        KnownFinding {
            severity: self.severity,
            found_on: self.found_date,
            settled_on: withdrawn.or(self.settled_date),
            settled_before: self.settled_before.as_chunks().0.iter().map(period).collect(),
        }
    }

    /// Takes back on a day that it is settled: it stood so until then.
    pub(super) fn unsettle(&mut self, day: NaiveDate) {
        let stood = self.settled_date.take().and_then(|settled| stood_settled(settled, day));
        self.settled_before
            .extend(stood.into_iter().flat_map(|days| [Some(days.from), days.until]).flatten());
    }

    pub(super) fn view(self) -> FindingView {
        FindingView {
            etag: Etag::of(self.version).to_string(),
            id: self.id,
            state: self.state,
            severity: self.severity,
            inspection_id: self.inspection_id,
            facility_id: self.facility_id,
            owner_party_id: self.owner_party_id,
            inspector_party_id: self.inspector_party_id,
            region_code: self.region_code,
            item_code: self.item_code,
            requirement: WireBilingual { id: self.requirement_id, en: self.requirement_en },
            found_date: self.found_date,
            due_date: self.due_date,
            settled_date: self.settled_date,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl Announced for Finding {
    type Data = FindingEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> FindingEventData {
        FindingEventData {
            finding_id: self.row.id,
            inspection_id: self.row.inspection_id,
            facility_id: self.row.facility_id,
            owner_party_id: self.row.owner_party_id,
            severity: self.row.severity,
            state: self.row.state,
            version: self.row.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        let mut readers = governments_at(conn, &self.row.region_code).await?;
        readers.extend([self.row.owner_party_id, self.row.inspector_party_id]);
        Ok(Audience::of(&readers))
    }
}

impl Versioned for Finding {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_finding(conn, &self.row, seen).await
    }
}

impl Stateful for Finding {
    type State = FindingState;

    fn state(&self) -> FindingState {
        self.row.state
    }

    fn set_state(&mut self, state: FindingState) {
        self.row.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        caller.has(role)
    }

    fn acting_role(&self, caller: &Caller, event: FindingEvent) -> Option<Role> {
        let theirs = self.row.is_taken_by(caller, event, self.governs);
        caller.acting_as(event.roles()).filter(|_| theirs)
    }

    fn not_theirs(&self, event: FindingEvent) -> Bilingual {
        match event {
            FindingEvent::Act => Bilingual::new(
                "Temuan diperbaiki oleh pemilik fasilitasnya.",
                "What was found is mended by the owner of the facility.",
            ),
            _ => Bilingual::new(
                "Temuan dinilai oleh pihak yang menginspeksi atau pemerintah daerah fasilitas itu.",
                "What was found is judged by the party that inspected or a government of the facility's region.",
            ),
        }
    }
}

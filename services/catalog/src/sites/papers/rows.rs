//! Rows of the papers of facilities.

use api_types::catalog::FacilityPaperEventData;
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{
    FacilityPaper, FacilityPaperEvent, FacilityPaperState, FacilityPaperType, FacilityRules,
};
use domain::shared::{Bilingual, FacilityId, FacilityPaperId, Id, PartyId, Role};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use super::views::paper_etag;
use crate::schema::facility_paper;

/// A paper as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = facility_paper, treat_none_as_null = true)]
pub(super) struct PaperRow {
    pub(super) id: FacilityPaperId,
    pub(super) facility_id: FacilityId,
    pub(super) type_: FacilityPaperType,
    pub(super) number: String,
    pub(super) number_key: String,
    pub(super) issuer: String,
    pub(super) issued_date: NaiveDate,
    pub(super) valid_from_date: NaiveDate,
    pub(super) valid_until_date: Option<NaiveDate>,
    pub(super) sha256: Option<String>,
    pub(super) state: FacilityPaperState,
    pub(super) superseded_by_id: Option<FacilityPaperId>,
    pub(super) declared_by: String,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// A paper with what its steps have to know: whose facility it is, whether the caller's party governs its region, and the rules
/// that its dates are read by.
#[derive(Debug, Clone)]
pub(super) struct Paper {
    pub(super) row: PaperRow,
    pub(super) owner_party_id: PartyId,
    pub(super) governs: bool,
    pub(super) rules: FacilityRules,
}

impl PaperRow {
    /// The paper as the rules read it, `followed_from` the first day of the one that superseded it.
    pub(super) fn paper(&self, followed_from: Option<NaiveDate>) -> FacilityPaper {
        FacilityPaper {
            kind: self.type_,
            state: self.state,
            valid_from: self.valid_from_date,
            valid_until: self.valid_until_date,
            followed_from,
        }
    }
}

impl Announced for Paper {
    type Data = FacilityPaperEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> FacilityPaperEventData {
        FacilityPaperEventData {
            facility_paper_id: self.row.id,
            facility_id: self.row.facility_id,
            owner_party_id: self.owner_party_id,
            r#type: self.row.type_,
            state: self.row.state,
            version: self.row.version,
        }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::Everybody)
    }
}

impl Versioned for Paper {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn etag(&self, day: NaiveDate) -> Etag {
        paper_etag(&self.row, &self.rules, day)
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_paper(conn, &self.row, seen).await
    }
}

impl Stateful for Paper {
    type State = FacilityPaperState;

    fn state(&self) -> FacilityPaperState {
        self.row.state
    }

    fn set_state(&mut self, state: FacilityPaperState) {
        self.row.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        let side = match role {
            Role::TechnicalAgency | Role::Coordinator => self.governs,
            _ => caller.party() == self.owner_party_id,
        };
        side && caller.has(role)
    }

    fn not_theirs(&self, event: FacilityPaperEvent) -> Bilingual {
        match event {
            FacilityPaperEvent::Withdraw => Bilingual::new(
                "Dokumen fasilitas hanya ditarik kembali oleh pemiliknya.",
                "A paper of a facility is taken back by the owner of the facility alone.",
            ),
            _ => Bilingual::new(
                "Dokumen fasilitas diperiksa oleh pemerintah daerah atau provinsi tempat fasilitas itu.",
                "Papers of a facility are checked by the government of its region or province.",
            ),
        }
    }
}

//! Rows of the reports.

use api_types::agreement::{AuthenticityReportEventData, AuthenticityReportView};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::agreement::{PaperKind, ReportEvent, ReportState};
use domain::shared::{AuthenticityReportId, Bilingual, ContractId, Id, PartyId, Role};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::{queries, visibility};
use crate::schema::authenticity_report;

/// A report as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = authenticity_report)]
#[diesel(treat_none_as_null = true)]
pub(super) struct ReportRow {
    pub(super) id: AuthenticityReportId,
    /// As it was typed.
    pub(super) code: String,
    pub(super) region_code: String,
    pub(super) description: String,
    pub(super) contact: Option<String>,
    pub(super) paper_kind: Option<PaperKind>,
    pub(super) paper_number: Option<String>,
    pub(super) contract_id: Option<ContractId>,
    pub(super) supplier_government_id: Option<PartyId>,
    pub(super) buyer_government_id: Option<PartyId>,
    /// Code and description, hashed: the same report again is the same report.
    pub(super) fingerprint: String,
    pub(super) state: ReportState,
    pub(super) version: i64,
    pub(super) reported_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

impl ReportRow {
    pub(super) fn view(&self) -> AuthenticityReportView {
        AuthenticityReportView {
            id: self.id,
            etag: self.etag_now().to_string(),
            state: self.state,
            code: self.code.clone(),
            region_code: self.region_code.clone(),
            description: self.description.clone(),
            contact: self.contact.clone(),
            paper_kind: self.paper_kind,
            paper_number: self.paper_number.clone(),
            contract_id: self.contract_id,
            supplier_government_id: self.supplier_government_id,
            buyer_government_id: self.buyer_government_id,
            reported_at: self.reported_at,
            updated_at: self.updated_at,
        }
    }

    pub(super) fn etag_now(&self) -> Etag {
        Etag::of(self.version)
    }
}

impl Announced for ReportRow {
    type Data = AuthenticityReportEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> AuthenticityReportEventData {
        AuthenticityReportEventData {
            authenticity_report_id: self.id,
            state: self.state,
            version: self.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        visibility::audience(conn, self).await
    }
}

impl Versioned for ReportRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_report(conn, self, seen).await
    }
}

impl Stateful for ReportRow {
    type State = ReportState;

    fn state(&self) -> ReportState {
        self.state
    }

    fn set_state(&mut self, state: ReportState) {
        self.state = state;
    }

    /// Whoever reads it as a coordinator may answer it.
    fn holds(&self, caller: &Caller, role: Role) -> bool {
        role == Role::Coordinator && caller.has(role)
    }

    fn not_theirs(&self, _: ReportEvent) -> Bilingual {
        Bilingual::new(
            "Laporan dijawab oleh koordinator KAD kedua daerah.",
            "A report is answered by the KAD coordinators of the two regions.",
        )
    }
}

//! Rows of supplier verifications, and what is judged from them.

use std::sync::Arc;

use api_types::agreement::{
    FindingView, HeldPaperView, SupplierVerificationEventData, SupplierVerificationView,
    VerificationDocumentView,
};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use diesel::sql_types;
use domain::agreement::{
    AcceptedDocument, DocumentCheckState, DocumentRequirement, DocumentType, FindingKind, Standing,
    VerificationEvent, VerificationState, required_documents, standing_on, upcoming_documents,
    verified_until,
};
use domain::shared::{
    Bilingual, CommodityCode, Dated, FileId, Id, PartyId, Role, SupplierVerificationId,
    VerificationDocumentId, VeterinaryLevel,
};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use super::visibility::{self, Viewer};
use crate::identity::PartyRow;
use crate::schema::{supplier_verification, verification_document};

/// Days before a paper's end from which the standing warns; a warning only, it bars nothing.
const WARNING_DAYS: u16 = 30;

/// A verification as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = supplier_verification, treat_none_as_null = true)]
pub(super) struct VerificationRow {
    pub(super) id: SupplierVerificationId,
    pub(super) party_id: PartyId,
    pub(super) state: VerificationState,
    pub(super) conditions: Option<String>,
    pub(super) checked_by: Vec<String>,
    pub(super) commodity_codes: Vec<String>,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// A paper as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = verification_document)]
pub(super) struct DocumentRow {
    pub(super) id: VerificationDocumentId,
    pub(super) verification_id: SupplierVerificationId,
    pub(super) type_: DocumentType,
    pub(super) number: String,
    pub(super) issuer: String,
    pub(super) issued_date: NaiveDate,
    pub(super) valid_until_date: Option<NaiveDate>,
    pub(super) level: Option<VeterinaryLevel>,
    pub(super) file_id: FileId,
    pub(super) check_state: DocumentCheckState,
    pub(super) check_note: Option<String>,
    pub(super) checked_at: Option<DateTime<Utc>>,
    pub(super) created_at: DateTime<Utc>,
}

/// A verification with its supplier and papers, as far as a rule needs them.
#[derive(Debug, Clone)]
pub(super) struct Verification {
    pub(super) row: VerificationRow,
    pub(super) party: PartyRow,
    pub(super) documents: Vec<DocumentRow>,
    pub(super) requirements: Arc<[Dated<DocumentRequirement>]>,
    /// Empty where only its standing is asked for.
    pub(super) findings: Vec<FindingRow>,
}

/// Something found in a paper, derived when read.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct FindingRow {
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) verification_id: SupplierVerificationId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) document_id: VerificationDocumentId,
    #[diesel(sql_type = sql_types::Text)]
    pub(super) kind: FindingKind,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    pub(super) other_party_id: Option<PartyId>,
}

impl Verification {
    /// The papers that count.
    pub(super) fn accepted(&self) -> Vec<AcceptedDocument> {
        let accepted =
            self.documents.iter().filter(|paper| paper.check_state == DocumentCheckState::Accepted);
        accepted
            .map(|paper| AcceptedDocument {
                document: paper.type_,
                valid_from: paper.issued_date,
                valid_until: paper.valid_until_date,
            })
            .collect()
    }

    /// The accepted papers that goods need on the road.
    pub(super) fn held_papers(&self) -> Vec<HeldPaperView> {
        let accepted =
            self.documents.iter().filter(|paper| paper.check_state == DocumentCheckState::Accepted);
        accepted
            .filter(|paper| paper.type_.is_of_goods())
            .map(|paper| HeldPaperView {
                r#type: paper.type_,
                level: paper.level,
                valid_from_date: paper.issued_date,
                valid_until_date: paper.valid_until_date,
            })
            .collect()
    }

    /// What it is to be verified for; what is stored was checked.
    fn commodities(&self) -> Vec<CommodityCode> {
        self.row.commodity_codes.iter().filter_map(|code| code.parse().ok()).collect()
    }

    /// The kinds of papers it shows.
    pub(super) fn shown(&self) -> Vec<DocumentType> {
        let shown = self.documents.iter().filter(|paper| paper.check_state.is_shown());
        shown.map(|paper| paper.type_).collect()
    }

    /// The papers its kind of supplier needs on a day.
    pub(super) fn required(&self, day: NaiveDate) -> Vec<DocumentType> {
        required_documents(self.party.kind, &self.commodities(), day, &self.requirements)
    }

    /// What it is worth on a day.
    pub(super) fn standing(&self, day: NaiveDate) -> Standing {
        standing_on(day, self.row.state, &self.accepted(), &self.required(day), WARNING_DAYS)
    }

    /// The last day, from `day`, on which every needed paper holds.
    pub(super) fn verified_until(&self, day: NaiveDate) -> Option<NaiveDate> {
        let upcoming = upcoming_documents(self.party.kind, &self.commodities(), day, &self.requirements);
        verified_until(day, &self.accepted(), &self.required(day), &upcoming)
    }

    /// What was found: all of it for who judges, otherwise what the supplier can mend.
    fn findings_for(&self, judges: bool) -> Vec<FindingView> {
        let told = self.findings.iter().filter(|one| judges || one.kind.is_told_to_supplier());
        let view = |one: &FindingRow| FindingView {
            kind: one.kind,
            document_id: one.document_id,
            other_party_id: one.other_party_id,
        };
        told.map(view).collect()
    }

    /// The view for a viewer; the number of a tax paper only for the supplier and those who judge it.
    pub(super) fn view(&self, viewer: &Viewer, day: NaiveDate) -> SupplierVerificationView {
        let open = viewer.reads_tax_number(self);
        let judges = viewer.judges(self);
        let paper = |row: &DocumentRow| row.view(open || row.type_ != DocumentType::TaxId);
        SupplierVerificationView {
            id: self.row.id,
            etag: self.etag(day).to_string(),
            party_id: self.row.party_id,
            region_code: self.party.region_code.clone(),
            state: self.row.state,
            standing: self.standing(day).kind(),
            conditions: self.row.conditions.clone(),
            commodity_codes: self.row.commodity_codes.clone(),
            missing_documents: {
                let shown = self.shown();
                self.required(day).into_iter().filter(|paper| !shown.contains(paper)).collect()
            },
            documents: self.documents.iter().map(paper).collect(),
            findings: self.findings_for(judges),
            created_at: self.row.created_at,
            updated_at: self.row.updated_at,
        }
    }
}

impl Announced for Verification {
    type Data = SupplierVerificationEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> SupplierVerificationEventData {
        let VerificationRow { party_id, state, version, .. } = self.row;
        SupplierVerificationEventData { party_id, state, version }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        visibility::audience(conn, self).await
    }
}

impl Versioned for Verification {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn etag(&self, day: NaiveDate) -> Etag {
        let standing = self.standing(day).kind();
        match self.findings.len() {
            0 => Etag::with_derived(self.row.version, standing.label()),
            found => Etag::with_derived(self.row.version, &format!("{standing} {found}")),
        }
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_verification(conn, &self.row, seen).await
    }
}

impl Stateful for Verification {
    type State = VerificationState;

    fn state(&self) -> VerificationState {
        self.row.state
    }

    fn set_state(&mut self, state: VerificationState) {
        self.row.state = state;
    }

    /// The supplier's roles in its own party, the others in the government of its home region.
    fn holds(&self, caller: &Caller, role: Role) -> bool {
        let place = match role {
            Role::Supplier | Role::Aggregator => caller.party() == self.row.party_id,
            Role::TechnicalAgency | Role::Coordinator => self.party.is_kept_by_region_of(caller),
            _ => false,
        };
        place && caller.has(role)
    }

    fn not_theirs(&self, event: VerificationEvent) -> Bilingual {
        match event {
            VerificationEvent::Submit | VerificationEvent::WithdrawDocument => own_papers(),
            _ => home_region(),
        }
    }
}

pub(super) fn own_papers() -> Bilingual {
    Bilingual::new(
        "Hanya pemasok itu sendiri yang mengisi dan mengirim verifikasinya.",
        "Only the supplier itself fills in and submits its verification.",
    )
}

fn home_region() -> Bilingual {
    Bilingual::new(
        "Dinas teknis daerah asal pemasok yang memeriksa, dan koordinatornya yang memutuskan.",
        "The technical agency of the supplier's home region checks, its coordinator decides.",
    )
}

impl DocumentRow {
    fn view(&self, numbered: bool) -> VerificationDocumentView {
        VerificationDocumentView {
            id: self.id,
            r#type: self.type_,
            number: numbered.then(|| self.number.clone()),
            issuer: self.issuer.clone(),
            issued_date: self.issued_date,
            valid_until_date: self.valid_until_date,
            level: self.level,
            file_id: self.file_id,
            check: self.check_state,
            check_note: self.check_note.clone(),
            checked_at: self.checked_at,
            created_at: self.created_at,
        }
    }
}

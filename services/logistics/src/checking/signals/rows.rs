//! Rows of the signals, a signal with what was found of it, and what is shown.

use api_types::logistics::{SignalAssessmentView, SignalEventData, SignalEvidence, SignalView};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::logistics::{SignalEvent, SignalFinding, SignalKind, SignalState, signal_state_after};
use domain::shared::{AgreementId, Bilingual, ContractId, Id, PartyId, Role, SignalId};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::outside::AgreementSides;
use crate::schema::{signal, signal_assessment};

/// A signal as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = signal, treat_none_as_null = true)]
pub(super) struct SignalRow {
    pub(super) id: SignalId,
    pub(super) number: String,
    pub(super) kind: SignalKind,
    pub(super) state: SignalState,
    pub(super) agreement_id: AgreementId,
    pub(super) contract_ids: Vec<ContractId>,
    pub(super) evidence_key: String,
    /// See [`SignalEvidence`].
    pub(super) evidence: serde_json::Value,
    pub(super) happened_at: DateTime<Utc>,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// What a coordinator found, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = signal_assessment)]
pub(super) struct AssessmentRow {
    pub(super) signal_id: SignalId,
    pub(super) number: i32,
    pub(super) government_id: PartyId,
    pub(super) finding: SignalFinding,
    pub(super) note: String,
    pub(super) assessed_at: DateTime<Utc>,
}

/// A signal with who reads it and what was found of it, in order.
#[derive(Debug, Clone)]
pub(super) struct WholeSignal {
    pub(super) row: SignalRow,
    pub(super) sides: AgreementSides,
    pub(super) assessments: Vec<AssessmentRow>,
}

impl WholeSignal {
    /// What a government found last.
    pub(super) fn finding_of(&self, government: PartyId) -> Option<SignalFinding> {
        let own = self.assessments.iter().rev().find(|assessment| assessment.government_id == government);
        own.map(|assessment| assessment.finding)
    }

    /// Where it stands after all that was found.
    pub(super) fn state_found(&self) -> SignalState {
        let [one, other] = self.sides.governments.map(|government| self.finding_of(government));
        signal_state_after(one, other)
    }

    pub(super) fn current_etag(&self) -> Etag {
        Etag::of(self.row.version)
    }

    /// What it rests on.
    ///
    /// # Errors
    /// When what is stored cannot be read: our mistake.
    pub(super) fn evidence(&self) -> Result<SignalEvidence, Error> {
        serde_json::from_value(self.row.evidence.clone())
            .map_err(|error| Error::Internal(format!("the evidence of {}: {error}", self.row.id)))
    }

    /// The view for a caller; prices only for who trades or accounts for trade.
    ///
    /// # Errors
    /// As [`Self::evidence`].
    pub(super) fn view(self, caller: &Caller) -> Result<SignalView, Error> {
        let (etag, mut evidence) = (self.current_etag(), self.evidence()?);
        if let Some(price) = evidence.price.as_mut().filter(|_| !caller.reads_prices()) {
            price.price = None;
        }
        let row = self.row;
        let assessment = |row: AssessmentRow| SignalAssessmentView {
            party_id: row.government_id,
            finding: row.finding,
            note: row.note,
            assessed_at: row.assessed_at,
        };
        Ok(SignalView {
            id: row.id,
            etag: etag.to_string(),
            number: row.number,
            kind: row.kind,
            state: row.state,
            agreement_id: row.agreement_id,
            contract_ids: row.contract_ids,
            happened_at: row.happened_at,
            explanation: row.kind.explanation().into(),
            evidence,
            assessments: self.assessments.into_iter().map(assessment).collect(),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl Announced for WholeSignal {
    type Data = SignalEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> SignalEventData {
        SignalEventData {
            signal_id: self.row.id,
            kind: self.row.kind,
            state: self.row.state,
            version: self.row.version,
            agreement_id: self.row.agreement_id,
            contract_ids: self.row.contract_ids.clone(),
        }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::of(&self.readers()))
    }
}

impl Versioned for WholeSignal {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_signal(conn, &self.row, seen).await
    }
}

impl Stateful for WholeSignal {
    type State = SignalState;

    fn state(&self) -> SignalState {
        self.row.state
    }

    fn set_state(&mut self, state: SignalState) {
        self.row.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        self.sides.governments.contains(&caller.party()) && caller.has(role)
    }

    fn agreement(&self) -> Option<AgreementId> {
        Some(self.row.agreement_id)
    }

    fn not_theirs(&self, _: SignalEvent) -> Bilingual {
        Bilingual::new(
            "Sinyal dinilai oleh koordinator kedua daerah.",
            "The coordinators of both regions assess a signal.",
        )
    }
}

//! Rows of the evaluations.

use api_types::agreement::{
    EvaluationConditionView, EvaluationEventData, EvaluationFiguresView, EvaluationView,
};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::agreement::{Evaluated, EvaluationEvent, EvaluationResult, EvaluationState};
use domain::shared::{
    AgreementId, Bilingual, CommodityCode, ContractId, EvaluationId, Id, PartyId, Role, jakarta_date,
};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::cooperation::contracts::find_contract_by_id;
use crate::schema::evaluation;

/// An evaluation as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = evaluation, treat_none_as_null = true)]
pub(super) struct EvaluationRow {
    pub(super) id: EvaluationId,
    pub(super) contract_id: ContractId,
    pub(super) agreement_id: AgreementId,
    pub(super) supplier_id: PartyId,
    pub(super) buyer_id: PartyId,
    /// What the trial was about.
    pub(super) commodity_codes: Vec<String>,
    pub(super) state: EvaluationState,
    pub(super) result: EvaluationResult,
    /// As its view shows them.
    pub(super) conditions: serde_json::Value,
    pub(super) note: Option<String>,
    pub(super) objection_note: Option<String>,
    pub(super) evaluated_at: DateTime<Utc>,
    /// As their view shows them to who reads prices.
    pub(super) figures: serde_json::Value,
    pub(super) corrects_evaluation_id: Option<EvaluationId>,
    pub(super) superseded_at: Option<DateTime<Utc>>,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

impl EvaluationRow {
    /// What has to be met.
    pub(super) fn conditions(&self) -> Result<Vec<EvaluationConditionView>, Error> {
        serde_json::from_value(self.conditions.clone()).map_err(|_| damaged("conditions"))
    }

    /// It as far as it opens a quota.
    pub(super) fn evaluated(&self) -> Result<Evaluated, Error> {
        let codes = self.commodity_codes.iter().map(|code| code.parse::<CommodityCode>());
        Ok(Evaluated {
            commodities: codes.collect::<Result<_, _>>().map_err(|_| damaged("commodity_codes"))?,
            result: self.result,
            on: jakarta_date(self.evaluated_at),
            conditions: self.conditions()?.iter().map(|one| one.met_at.map(jakarta_date)).collect(),
            superseded_on: self.superseded_at.map(jakarta_date),
        })
    }

    /// The view for a caller; prices only for who trades or accounts for trade.
    pub(super) fn view(self, caller: &Caller) -> Result<EvaluationView, Error> {
        let figures: EvaluationFiguresView =
            serde_json::from_value(self.figures.clone()).map_err(|_| damaged("figures"))?;
        Ok(EvaluationView {
            etag: Etag::of(self.version).to_string(),
            conditions: self.conditions()?,
            passed_from_date: self.evaluated()?.passed_from(),
            figures: shown(figures, caller),
            id: self.id,
            contract_id: self.contract_id,
            agreement_id: self.agreement_id,
            supplier_id: self.supplier_id,
            buyer_id: self.buyer_id,
            state: self.state,
            result: self.result,
            note: self.note,
            objection_note: self.objection_note,
            evaluated_at: self.evaluated_at,
            corrects_evaluation_id: self.corrects_evaluation_id,
            superseded_at: self.superseded_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// Figures as a caller reads them.
pub(super) fn shown(mut figures: EvaluationFiguresView, caller: &Caller) -> EvaluationFiguresView {
    if !caller.reads_prices() {
        figures.lines.iter_mut().for_each(|line| line.prices = None);
    }
    figures
}

impl Announced for EvaluationRow {
    type Data = EvaluationEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> EvaluationEventData {
        EvaluationEventData {
            evaluation_id: self.id,
            contract_id: self.contract_id,
            agreement_id: self.agreement_id,
            state: self.state,
            result: self.result,
            version: self.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        let trial = find_contract_by_id(conn, self.contract_id).await?;
        trial.ok_or(Error::NotFound)?.audience(conn).await
    }
}

impl Versioned for EvaluationRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_evaluation(conn, self, seen).await
    }
}

impl Stateful for EvaluationRow {
    type State = EvaluationState;

    fn state(&self) -> EvaluationState {
        self.state
    }

    fn set_state(&mut self, state: EvaluationState) {
        self.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        let place = match role {
            Role::Buyer => caller.party() == self.buyer_id,
            Role::Supplier | Role::Aggregator => caller.party() == self.supplier_id,
            _ => false,
        };
        place && caller.has(role)
    }

    fn agreement(&self) -> Option<AgreementId> {
        Some(self.agreement_id)
    }

    fn not_theirs(&self, _: EvaluationEvent) -> Bilingual {
        not_theirs()
    }
}

pub(super) fn not_theirs() -> Bilingual {
    Bilingual::new(
        "Uji coba dievaluasi oleh pembelinya dan dijawab oleh pemasoknya.",
        "A trial is evaluated by its buyer and answered by its supplier.",
    )
}

fn damaged(column: &str) -> Error {
    Error::Internal(format!("a stored evaluation has unreadable {column}"))
}

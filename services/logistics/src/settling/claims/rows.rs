//! Rows of the claims, and a claim with everything on it, as it moves.

use api_types::logistics::ClaimEventData;
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::logistics::{
    ClaimBounds, ClaimCondition, ClaimEvent, ClaimKind, ClaimRemedy, ClaimState, ClaimTerms,
};
use domain::say;
use domain::shared::{
    AgreementId, Bilingual, Cause, ClaimId, ContractId, ContractLineId, Id, Money, PartyId, ReceiptId,
    ReceiptLineId, Role, ShipmentId, Unit,
};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::outside::Contract;
use crate::schema::{claim, claim_decision};

/// A claim as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = claim, treat_none_as_null = true)]
pub(super) struct ClaimRow {
    pub(super) id: ClaimId,
    pub(super) number: String,
    pub(super) kind: ClaimKind,
    pub(super) state: ClaimState,
    pub(super) contract_id: ContractId,
    pub(super) contract_line_id: ContractLineId,
    pub(super) agreement_id: AgreementId,
    pub(super) supplier_id: PartyId,
    pub(super) buyer_id: PartyId,
    pub(super) claimant_id: PartyId,
    pub(super) shipment_id: ShipmentId,
    pub(super) receipt_id: Option<ReceiptId>,
    pub(super) receipt_line_id: Option<ReceiptLineId>,
    pub(super) commodity_code: String,
    pub(super) form_code: String,
    pub(super) unit: Option<Unit>,
    pub(super) claimed_base: Option<i64>,
    pub(super) claimed_rupiah: Option<i64>,
    pub(super) found_base: Option<i64>,
    pub(super) required_base: Option<i64>,
    pub(super) note: Option<String>,
    /// See [`api_types::DocumentReference`].
    pub(super) documents: serde_json::Value,
    pub(super) offered_by_id: Option<PartyId>,
    pub(super) offered_remedy: Option<ClaimRemedy>,
    pub(super) offered_base: Option<i64>,
    pub(super) offered_rupiah: Option<i64>,
    pub(super) offered_at: Option<DateTime<Utc>>,
    pub(super) remedy: Option<ClaimRemedy>,
    pub(super) settled_base: Option<i64>,
    pub(super) settled_rupiah: Option<i64>,
    /// How much of what its receipt line accepted no longer counts.
    pub(super) taken_back_base: Option<i64>,
    pub(super) agreed_at: Option<DateTime<Utc>>,
    pub(super) due_date: Option<NaiveDate>,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

impl ClaimRow {
    /// Puts an offer of a side on the table.
    pub(super) fn offer(&mut self, by: PartyId, terms: &ClaimTerms, at: DateTime<Utc>) {
        self.offered_by_id = Some(by);
        self.offered_remedy = Some(terms.remedy);
        self.offered_base = terms.quantity;
        self.offered_rupiah = terms.amount.map(|amount| amount.0);
        self.offered_at = Some(at);
    }

    /// The terms of the offer that stands.
    pub(super) fn offered(&self) -> Option<ClaimTerms> {
        let amount = self.offered_rupiah.map(Money);
        Some(ClaimTerms { remedy: self.offered_remedy?, quantity: self.offered_base, amount })
    }

    /// It ends on these terms, which keep within bounds.
    pub(super) fn end(&mut self, terms: &ClaimTerms, bounds: &ClaimBounds, at: DateTime<Utc>) {
        self.taken_back_base = terms.taken_back(bounds);
        self.remedy = Some(terms.remedy);
        self.settled_base = terms.quantity;
        self.settled_rupiah = terms.amount.map(|amount| amount.0);
        self.agreed_at = Some(at);
        self.due_date = None;
    }

    /// What dates decide of it on a day.
    pub(super) fn condition(&self, day: NaiveDate) -> Option<ClaimCondition> {
        self.state.condition(self.due_date, day)
    }

    /// The other business.
    pub(super) fn answerer(&self) -> PartyId {
        if self.claimant_id == self.buyer_id { self.supplier_id } else { self.buyer_id }
    }
}

/// A decision of a coordinator as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = claim_decision)]
pub(super) struct DecisionRow {
    pub(super) claim_id: ClaimId,
    pub(super) number: i32,
    pub(super) government_id: PartyId,
    pub(super) remedy: ClaimRemedy,
    pub(super) quantity_base: Option<i64>,
    pub(super) amount_rupiah: Option<i64>,
    pub(super) note: String,
    pub(super) decided_at: DateTime<Utc>,
}

impl DecisionRow {
    /// What was decided.
    pub(super) fn terms(&self) -> ClaimTerms {
        let amount = self.amount_rupiah.map(Money);
        ClaimTerms { remedy: self.remedy, quantity: self.quantity_base, amount }
    }
}

/// A claim with its contract and what was decided on it, in order.
#[derive(Debug, Clone)]
pub(super) struct WholeClaim {
    pub(super) row: ClaimRow,
    pub(super) contract: Contract,
    pub(super) decisions: Vec<DecisionRow>,
}

impl WholeClaim {
    /// That it was opened: no step of it is earlier.
    pub(super) fn opened(&self) -> Cause {
        let number = Bilingual::same(self.row.number.clone());
        Cause::new(say!("klaim {number}", "claim {number}", number = number), self.row.created_at)
    }

    /// What a government decided last.
    pub(super) fn decision_of(&self, government: PartyId) -> Option<&DecisionRow> {
        self.decisions.iter().rev().find(|decision| decision.government_id == government)
    }

    /// Both governments, that of the supplier's side first.
    pub(super) fn governments(&self) -> [PartyId; 2] {
        [self.contract.row.supplier_government_id, self.contract.row.buyer_government_id]
    }

    /// What both coordinators decided, where they decided the same.
    pub(super) fn decided(&self) -> Option<ClaimTerms> {
        let [one, other] = self.governments().map(|side| self.decision_of(side).map(DecisionRow::terms));
        one.filter(|terms| Some(*terms) == other)
    }

    /// Its version, marked with what dates decide.
    pub(super) fn etag_on(&self, day: NaiveDate) -> Etag {
        match self.row.condition(day) {
            Some(condition) => Etag::with_derived(self.row.version, condition.label()),
            None => Etag::of(self.row.version),
        }
    }

    /// The party in which a role on this claim is held.
    fn is_party_of(&self, role: Role, party: PartyId) -> bool {
        match role {
            Role::Buyer => party == self.row.buyer_id,
            Role::Supplier | Role::Aggregator => party == self.row.supplier_id,
            Role::Coordinator => self.governments().contains(&party),
            Role::Facilitator => self.contract.facilitator() == Some(party),
            _ => false,
        }
    }
}

impl Announced for WholeClaim {
    type Data = ClaimEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> ClaimEventData {
        ClaimEventData {
            claim_id: self.row.id,
            kind: self.row.kind,
            state: self.row.state,
            version: self.row.version,
            contract_id: self.row.contract_id,
            agreement_id: self.row.agreement_id,
            supplier_id: self.row.supplier_id,
            buyer_id: self.row.buyer_id,
            shipment_id: self.row.shipment_id,
            receipt_id: self.row.receipt_id,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::of(&self.readers(conn).await?))
    }
}

impl Versioned for WholeClaim {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn etag(&self, day: NaiveDate) -> Etag {
        self.etag_on(day)
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_claim(conn, &self.row, seen).await
    }
}

impl Stateful for WholeClaim {
    type State = ClaimState;

    fn state(&self) -> ClaimState {
        self.row.state
    }

    fn set_state(&mut self, state: ClaimState) {
        self.row.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        self.is_party_of(role, caller.party()) && caller.has(role)
    }

    /// Who claims gives up; the other side is the first to answer.
    fn acting_role(&self, caller: &Caller, event: ClaimEvent) -> Option<Role> {
        let theirs = match (event, self.row.state) {
            (ClaimEvent::Withdraw, _) => caller.party() == self.row.claimant_id,
            (ClaimEvent::Respond, ClaimState::Open) => caller.party() == self.row.answerer(),
            _ => true,
        };
        event.roles().iter().copied().find(|role| theirs && self.holds(caller, *role))
    }

    fn agreement(&self) -> Option<AgreementId> {
        Some(self.row.agreement_id)
    }

    fn not_theirs(&self, event: ClaimEvent) -> Bilingual {
        match event {
            ClaimEvent::Mediate | ClaimEvent::Decide => Bilingual::new(
                "Langkah ini dilakukan oleh koordinator kedua daerah.",
                "The coordinators of both regions take this step.",
            ),
            _ => Bilingual::new(
                "Langkah ini dilakukan oleh pihak lain dalam klaim ini.",
                "Another side of this claim takes this step.",
            ),
        }
    }
}

//! An order with its lines and its contract, and how it moves.

use std::collections::BTreeMap;

use api_types::logistics::CallOffEventData;
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use domain::logistics::{CallOffEvent, CallOffState, Condition};
use domain::shared::{AgreementId, Bilingual, ContractLineId, Id, Role};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use super::rows::{CallOffLineRow, CallOffRow};
use crate::outside::{Contract, ContractLineRow, lines_by_id};

/// An order with everything that moves with it.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) row: CallOffRow,
    pub(crate) lines: Vec<CallOffLineRow>,
    pub(crate) contract: Contract,
}

impl Order {
    /// The contract lines it names.
    pub(super) async fn terms(
        &self,
        conn: &Connection,
    ) -> Result<BTreeMap<ContractLineId, ContractLineRow>, Error> {
        let named: Vec<_> = self.lines.iter().map(|line| line.contract_line_id).collect();
        lines_by_id(conn, &named).await
    }

    /// Its version, marked with what was accepted on it, which moves by receipts.
    pub(super) fn current_etag(&self) -> Etag {
        self.shown_etag(None)
    }

    /// The same, marked with what stands against it too.
    pub(super) fn shown_etag(&self, condition: Option<&Condition>) -> Etag {
        if condition.is_none() && self.lines.iter().all(|line| line.accepted_base == 0) {
            return Etag::of(self.row.version);
        }
        let accepted = self.lines.iter().map(|line| line.accepted_base.to_string());
        let reasons = condition.into_iter().flat_map(|condition| &condition.reasons).map(ToString::to_string);
        Etag::with_derived(self.row.version, &accepted.chain(reasons).collect::<Vec<_>>().join(","))
    }
}

impl Announced for Order {
    type Data = CallOffEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> CallOffEventData {
        CallOffEventData {
            call_off_id: self.row.id,
            contract_id: self.row.contract_id,
            agreement_id: self.contract.row.agreement_id,
            supplier_id: self.row.supplier_id,
            buyer_id: self.row.buyer_id,
            state: self.row.state,
            hold_ids: self.lines.iter().filter_map(|line| line.hold_id).collect(),
            version: self.row.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::of(&self.readers(conn).await?))
    }
}

impl Versioned for Order {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn etag(&self, _: NaiveDate) -> Etag {
        self.current_etag()
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_order(conn, &self.row, seen).await
    }
}

impl Stateful for Order {
    type State = CallOffState;

    fn state(&self) -> CallOffState {
        self.row.state
    }

    fn set_state(&mut self, state: CallOffState) {
        self.row.state = state;
        for line in &mut self.lines {
            line.open = state.is_open();
        }
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        let place = match role {
            Role::Buyer => caller.party() == self.row.buyer_id,
            Role::Supplier | Role::Aggregator => caller.party() == self.row.supplier_id,
            _ => false,
        };
        place && caller.has(role)
    }

    fn acting_role(&self, caller: &Caller, event: CallOffEvent) -> Option<Role> {
        let proposer = self.row.change_by.map(|party| party == caller.party());
        let theirs = match event {
            CallOffEvent::AcceptChange | CallOffEvent::RefuseChange => proposer != Some(true),
            CallOffEvent::WithdrawChange => proposer != Some(false),
            _ => true,
        };
        event.roles().iter().copied().find(|role| theirs && self.holds(caller, *role))
    }

    fn agreement(&self) -> Option<AgreementId> {
        Some(self.contract.row.agreement_id)
    }

    fn not_theirs(&self, event: CallOffEvent) -> Bilingual {
        if matches!(event, CallOffEvent::AcceptChange | CallOffEvent::RefuseChange) {
            Bilingual::new(
                "Hanya pihak lain pada pesanan ini yang menjawab usulan perubahannya.",
                "The other side of this order answers what was proposed.",
            )
        } else if event == CallOffEvent::WithdrawChange {
            Bilingual::new(
                "Hanya pihak yang mengusulkan perubahan ini yang dapat menariknya.",
                "Only the side that proposed this change can withdraw it.",
            )
        } else if event == CallOffEvent::ProposeChange {
            Bilingual::new(
                "Hanya pembeli dan pemasok pada pesanan ini yang dapat mengusulkan perubahannya.",
                "Only the buyer and the supplier of this order can propose a change.",
            )
        } else if event.roles().contains(&Role::Buyer) {
            Bilingual::new(
                "Hanya pembeli pada pesanan ini yang dapat melakukannya.",
                "Only the buyer of this order can do that.",
            )
        } else {
            Bilingual::new(
                "Hanya pemasok pada pesanan ini yang dapat melakukannya.",
                "Only the supplier of this order can do that.",
            )
        }
    }
}

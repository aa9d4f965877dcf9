//! One order inside a transaction: loaded under its lock, moved, written, recorded, told.

use std::collections::BTreeMap;

use api_types::TransitionRequest;
use domain::logistics::{CallOffEvent, CallOffState};
use domain::shared::{Bilingual, CallOffId, ContractLineId, Id as _, Lifecycle as _, Role};
use service::{Error, NewTransition, Tx};
use web::Reply;

use super::queries;
use super::rows::{CallOffLineRow, CallOffRow};
use super::views::{self, view};
use crate::claims::Claim;
use crate::projections::{ContractLineRow, ContractRow, contracts_by_id, lines_by_id};
use crate::tenancy::{Scope, audience};

/// Which business acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Buyer,
    Supplier,
}

/// An order under its lock.
pub(super) struct Order {
    pub(super) row: CallOffRow,
    pub(super) lines: Vec<CallOffLineRow>,
    pub(super) contract: ContractRow,
    /// The contract lines it names.
    pub(super) terms: BTreeMap<ContractLineId, ContractLineRow>,
    /// The state a pending event leads to.
    next: CallOffState,
    event: CallOffEvent,
    role: Role,
}

impl Order {
    /// Loads an order for an event: in sight, the right side, the version seen, the state.
    pub(super) async fn begin(
        tx: &mut Tx<'_>,
        id: CallOffId,
        event: CallOffEvent,
        side: Side,
    ) -> Result<Self, Error> {
        let scope = Scope::of(tx.caller());
        let row = queries::lock(tx.conn, scope, id).await?;
        let lines = queries::lines_of(tx.conn, &[id]).await?;
        let (party, role) = match side {
            Side::Buyer => (row.buyer_id, Role::Buyer),
            Side::Supplier => (row.supplier_id, Role::Supplier),
        };
        if tx.caller().party() != party {
            return Err(other_side(side));
        }
        tx.expect(&views::etag(&row, &lines))?;
        let next = row.state.apply(event)?;
        let contract = contract_of(tx, &row).await?;
        let named: Vec<_> = lines.iter().map(|line| line.contract_line_id).collect();
        let terms = lines_by_id(tx.conn, &named).await?;
        Ok(Self { row, lines, contract, terms, next, event, role })
    }

    /// Moves the order: writes it, records the transition, tells the feed.
    pub(super) async fn advance(
        &mut self,
        tx: &mut Tx<'_>,
        circumstances: &TransitionRequest,
        claim: Claim,
    ) -> Result<(), Error> {
        let (from, seen) = (self.row.state, self.row.version);
        self.row.state = self.next;
        self.row.version = seen + 1;
        self.row.updated_at = tx.now;
        queries::save(tx.conn, &self.row, seen).await?;
        for line in &mut self.lines {
            line.open = self.next.is_open();
        }
        tx.record(NewTransition {
            subject: self.row.id.uuid(),
            event: self.event.label(),
            from: from.label(),
            to: self.next.label(),
            version: seen,
            role: Some(self.role),
            request: circumstances,
            occurred_at: claim.at,
            backfilled: claim.backfilled,
        });
        push(tx, happened(self.event), &self.row, &self.contract).await
    }

    /// Answers with the order as it is now.
    pub(super) fn reply(self) -> Result<Reply, Error> {
        let etag = views::etag(&self.row, &self.lines);
        Ok(Reply::ok(&etag, &view(self.row, &self.lines, &self.contract, &self.terms))?)
    }
}

async fn contract_of(tx: &mut Tx<'_>, row: &CallOffRow) -> Result<ContractRow, Error> {
    contracts_by_id(tx.conn, &[row.contract_id]).await?.remove(&row.contract_id).ok_or(Error::NotFound)
}

/// Tells what happened to an order.
pub(super) async fn push(
    tx: &mut Tx<'_>,
    what: &str,
    row: &CallOffRow,
    contract: &ContractRow,
) -> Result<(), Error> {
    let data = serde_json::json!({
        "call_off_id": row.id, "contract_id": row.contract_id, "agreement_id": contract.agreement_id,
        "supplier_id": row.supplier_id, "buyer_id": row.buyer_id, "state": row.state, "version": row.version,
    });
    tx.push(&format!("call_off.{what}"), row.id, audience(contract), data);
    Ok(())
}

/// The past tense of an event, as the feed tells it.
const fn happened(event: CallOffEvent) -> &'static str {
    match event {
        CallOffEvent::Issue => "issued",
        CallOffEvent::Accept => "accepted",
        CallOffEvent::Counter => "countered",
        CallOffEvent::AcceptCounter => "counter_accepted",
        CallOffEvent::Refuse => "refused",
        CallOffEvent::StartFulfilment => "fulfilment_started",
        CallOffEvent::Receive => "received",
        CallOffEvent::Reopen => "reopened",
        CallOffEvent::Close => "closed",
        CallOffEvent::CloseShort => "closed_short",
        CallOffEvent::Cancel => "cancelled",
    }
}

fn other_side(side: Side) -> Error {
    Error::Forbidden(match side {
        Side::Buyer => Bilingual::new(
            "Hanya pembeli pada pesanan ini yang dapat melakukannya.",
            "Only the buyer of this order can do that.",
        ),
        Side::Supplier => Bilingual::new(
            "Hanya pemasok pada pesanan ini yang dapat melakukannya.",
            "Only the supplier of this order can do that.",
        ),
    })
}

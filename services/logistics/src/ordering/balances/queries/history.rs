//! The balance at any point of both times, recomputed from the facts by `domain::logistics::facts_from`.
//!
//! `as_of` leaves out facts said to have happened later, `known_at` facts recorded later. The state of an
//! order or a shipment then is where its last visible transition led.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use db::Connection;
use db::schema::transition;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::{
    AcceptedFact, Balance, CallOffLineFact, CallOffState, ReceiptState, ShipmentState, ShippedFact,
    facts_from,
};
use domain::shared::{
    CallOffId, CallOffLineId, ContractLineId, Id, ShipmentId, ShipmentItemId, jakarta_date,
};
use service::Error;
use uuid::Uuid;

use super::{AcceptedForm, AcceptedForms};
use crate::ordering::call_offs::CallOffLineRow;
use crate::outside::{ContractLineRow, lines_by_id};
use crate::schema::{call_off_line, receipt_line, shipment_item};

/// A point in both times.
#[derive(Debug, Clone, Copy)]
pub(crate) struct When {
    /// Facts said to have happened later are left out.
    pub(crate) as_of: DateTime<Utc>,
    /// Facts recorded later are left out.
    pub(crate) known_at: DateTime<Utc>,
}

/// Everything that had happened on one contract line.
#[derive(Default)]
struct Happened {
    ordered: Vec<CallOffLineFact>,
    /// The forms of those of another form than the contract line's.
    forms: BTreeMap<CallOffLineId, String>,
    accepted: Vec<AcceptedFact>,
    shipped: Vec<ShippedFact>,
}

impl Happened {
    /// What was accepted, by form.
    fn accepted_forms(&self) -> BTreeMap<Option<String>, AcceptedForm> {
        let mut forms: BTreeMap<Option<String>, AcceptedForm> = BTreeMap::new();
        for line in &self.ordered {
            let of_it = self.accepted.iter().filter(|fact| fact.call_off_line == line.id);
            let accepted: i128 = of_it.map(|fact| i128::from(fact.accepted)).sum();
            if accepted > 0 {
                let form = forms.entry(self.forms.get(&line.id).cloned()).or_default();
                form.accepted += accepted;
                form.counted += line.counts.of(accepted);
            }
        }
        forms
    }
}

/// The balances of contract lines at a point of both times, and what was accepted on them by form; ids that are not known
/// are left out.
pub(crate) async fn at(
    conn: &mut Connection,
    ids: &[ContractLineId],
    when: When,
) -> Result<(BTreeMap<ContractLineId, Balance>, AcceptedForms), Error> {
    let lines = lines_by_id(conn, ids).await?;
    let mut happened: BTreeMap<ContractLineId, Happened> = BTreeMap::new();
    for (line, form, fact) in ordered(conn, ids, when).await? {
        let happened = happened.entry(line).or_default();
        happened.forms.extend(form.map(|form| (fact.id, form)));
        happened.ordered.push(fact);
    }
    let receipts = accepted(conn, ids, when).await?;
    let received: BTreeSet<ShipmentItemId> = receipts.iter().map(|row| row.2).collect();
    for (line, call_off_line, _, accepted) in receipts {
        let fact = AcceptedFact { call_off_line, accepted, state: ReceiptState::Posted };
        happened.entry(line).or_default().accepted.push(fact);
    }
    for (line, fact) in shipped(conn, ids, &received, when).await? {
        happened.entry(line).or_default().shipped.push(fact);
    }
    let nothing = Happened::default();
    let balance = |(id, line): (ContractLineId, ContractLineRow)| {
        let all = happened.get(&id).unwrap_or(&nothing);
        let terms = line.terms_at(jakarta_date(when.as_of), when.known_at);
        (id, Balance::of(&terms, &facts_from(&all.ordered, &all.accepted, &all.shipped)))
    };
    let forms = happened.iter().map(|(id, all)| (*id, all.accepted_forms())).collect();
    Ok((lines.into_iter().map(balance).collect(), forms))
}

async fn ordered(
    conn: &mut Connection,
    ids: &[ContractLineId],
    when: When,
) -> Result<Vec<(ContractLineId, Option<String>, CallOffLineFact)>, Error> {
    let rows: Vec<CallOffLineRow> = call_off_line::table
        .filter(call_off_line::contract_line_id.eq_any(ids))
        .select(CallOffLineRow::as_select())
        .load(conn)
        .await?;
    let orders: BTreeSet<CallOffId> = rows.iter().map(|row| row.call_off_id).collect();
    let states: BTreeMap<CallOffId, CallOffState> = states_at(conn, &orders, when).await?;
    let fact = |row: CallOffLineRow| {
        let state = states.get(&row.call_off_id).copied().unwrap_or(CallOffState::Draft);
        let ordered = if state.is_before_answer() { row.issued_base } else { row.ordered_base };
        let fact = CallOffLineFact { id: row.id, ordered, state, counts: row.counts() };
        (row.contract_line_id, row.form_code, fact)
    };
    Ok(rows.into_iter().map(fact).collect())
}

/// Contract line, order line, goods, accepted.
type AcceptedRow = (ContractLineId, CallOffLineId, ShipmentItemId, i64);

async fn accepted(
    conn: &mut Connection,
    ids: &[ContractLineId],
    when: When,
) -> Result<Vec<AcceptedRow>, Error> {
    // A reversal is a fact with both times of its own: visible only when both have come.
    let reversed =
        receipt_line::reversal_claimed_at.le(when.as_of).and(receipt_line::reversed_at.le(when.known_at));
    let rows = receipt_line::table
        .filter(receipt_line::contract_line_id.eq_any(ids))
        .filter(receipt_line::received_at.le(when.as_of))
        .filter(receipt_line::posted_at.le(when.known_at))
        .filter(receipt_line::reversed_at.is_null().or(diesel::dsl::not(reversed)))
        .select((
            receipt_line::contract_line_id,
            receipt_line::call_off_line_id,
            receipt_line::shipment_item_id,
            receipt_line::accepted_base,
        ));
    Ok(rows.load(conn).await?)
}

async fn shipped(
    conn: &mut Connection,
    ids: &[ContractLineId],
    received: &BTreeSet<ShipmentItemId>,
    when: When,
) -> Result<Vec<(ContractLineId, ShippedFact)>, Error> {
    let rows: Vec<(ShipmentItemId, ShipmentId, ContractLineId, CallOffLineId, i64)> = shipment_item::table
        .filter(shipment_item::contract_line_id.eq_any(ids))
        .select((
            shipment_item::id,
            shipment_item::shipment_id,
            shipment_item::contract_line_id,
            shipment_item::call_off_line_id,
            shipment_item::quantity_base,
        ))
        .load(conn)
        .await?;
    let shipments: BTreeSet<ShipmentId> = rows.iter().map(|row| row.1).collect();
    let states: BTreeMap<ShipmentId, ShipmentState> = states_at(conn, &shipments, when).await?;
    let fact = |(item, shipment, line, call_off_line, loaded)| {
        let shipment = states.get(&shipment).copied().unwrap_or(ShipmentState::Planned);
        (line, ShippedFact { call_off_line, loaded, shipment, received: received.contains(&item) })
    };
    Ok(rows.into_iter().map(fact).collect())
}

/// Where each subject's last visible transition led; subjects without one are left out.
async fn states_at<I: Id + Ord, S: std::str::FromStr>(
    conn: &mut Connection,
    subjects: &BTreeSet<I>,
    when: When,
) -> Result<BTreeMap<I, S>, Error> {
    let uuids: Vec<Uuid> = subjects.iter().map(Id::uuid).collect();
    let rows: Vec<(Uuid, String)> = transition::table
        .filter(transition::subject_id.eq_any(uuids))
        .filter(transition::occurred_at.le(when.as_of))
        .filter(transition::recorded_at.le(when.known_at))
        .distinct_on(transition::subject_id)
        .order((transition::subject_id.asc(), transition::version_after.desc()))
        .select((transition::subject_id, transition::to_state))
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|(subject, state)| {
            let state = state.parse().map_err(|_| Error::Internal(format!("{state} is no state")))?;
            Ok((I::from_uuid(subject), state))
        })
        .collect()
}

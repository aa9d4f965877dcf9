//! The balance at any point of both times, recomputed from the facts by `domain::logistics::facts_from`.
//!
//! `as_of` leaves out facts said to have happened later, `known_at` facts recorded later. The state of an
//! order or a shipment then is where its last visible transition led.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::schema::transition;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::{
    AcceptedFact, Balance, CallOffLineFact, CallOffState, ReceiptState, ShipmentState, ShippedFact, TakenOn,
    facts_from,
};
use domain::shared::{
    CallOffId, CallOffLineId, ContractLineId, Id, ShipmentId, ShipmentItemId, VariantId, jakarta_date,
};
use service::Error;
use uuid::Uuid;

use super::{AcceptedForm, AcceptedForms};
use crate::ordering::call_offs::CallOffLineRow;
use crate::outside::lines_by_id;
use crate::schema::{
    call_off, call_off_change, call_off_change_line, call_off_line, claim, receipt_line, shipment_item,
};

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
    /// The days on which orders were issued.
    issued: BTreeMap<CallOffLineId, NaiveDate>,
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

/// Balances of contract lines, and what else their views say.
#[derive(Default)]
pub(crate) struct Balances {
    /// The balances.
    pub(crate) of: BTreeMap<ContractLineId, Balance>,
    /// Of lines whose periods lapse what orders took of them.
    pub(crate) taken: BTreeMap<ContractLineId, Vec<TakenOn>>,
    /// What was accepted, by form.
    pub(crate) forms: AcceptedForms,
}

/// The balances of contract lines at a point of both times; ids that are not known are left out.
pub(crate) async fn at(conn: &mut Connection, ids: &[ContractLineId], when: When) -> Result<Balances, Error> {
    let lines = lines_by_id(conn, ids).await?;
    let mut happened: BTreeMap<ContractLineId, Happened> = BTreeMap::new();
    for OrderedFact { line, fact, issued_at, form_code, .. } in ordered(conn, ids, when).await? {
        let happened = happened.entry(line).or_default();
        happened.issued.extend(issued_at.map(|at| (fact.id, jakarta_date(at))));
        happened.forms.extend(form_code.map(|form| (fact.id, form)));
        happened.ordered.push(fact);
    }
    let receipts = accepted(conn, ids, when).await?;
    let received: BTreeSet<ShipmentItemId> = receipts.iter().map(|row| row.item).collect();
    for AcceptedRow { line, call_off_line, accepted, .. } in receipts {
        let fact = AcceptedFact { call_off_line, accepted, state: ReceiptState::Posted };
        happened.entry(line).or_default().accepted.push(fact);
    }
    for (line, fact) in shipped(conn, ids, &received, when).await? {
        happened.entry(line).or_default().shipped.push(fact);
    }
    let (nothing, day) = (Happened::default(), jakarta_date(when.as_of));
    let mut shown = Balances::default();
    for (id, line) in lines {
        let all = happened.get(&id).unwrap_or(&nothing);
        let by_orders = if line.lapses() { all.taken() } else { Vec::new() };
        let terms = line.terms_at((day, day), when.known_at, &by_orders);
        shown.of.insert(id, Balance::of(&terms, &facts_from(&all.ordered, &all.accepted, &all.shipped)));
        shown.taken.insert(id, by_orders);
        shown.forms.insert(id, all.accepted_forms());
    }
    Ok(shown)
}

impl Happened {
    /// What orders take of the line, by the day they were issued.
    fn taken(&self) -> Vec<TakenOn> {
        let of = |order: &CallOffLineFact| {
            let own = self.accepted.iter().filter(|fact| fact.call_off_line == order.id);
            let facts = facts_from(&[*order], &own.copied().collect::<Vec<_>>(), &[]);
            let base = i64::try_from(facts.accepted + facts.open).unwrap_or(i64::MAX);
            Some(TakenOn { issued: *self.issued.get(&order.id)?, base })
        };
        self.ordered.iter().filter_map(of).collect()
    }
}

/// What a line of an order asked for on a contract line.
pub(super) struct OrderedFact {
    pub(super) line: ContractLineId,
    pub(super) order: CallOffId,
    pub(super) fact: CallOffLineFact,
    /// The product variant ordered.
    pub(super) variant: Option<VariantId>,
    /// When its order is said to have been issued.
    issued_at: Option<DateTime<Utc>>,
    /// The form ordered; none where it is that of the contract line.
    form_code: Option<String>,
}

/// What orders asked for on contract lines, with the orders.
pub(super) async fn ordered(
    conn: &mut Connection,
    ids: &[ContractLineId],
    when: When,
) -> Result<Vec<OrderedFact>, Error> {
    let rows: Vec<(CallOffLineRow, Option<DateTime<Utc>>)> = call_off_line::table
        .inner_join(call_off::table.on(call_off::id.eq(call_off_line::call_off_id)))
        .filter(call_off_line::contract_line_id.eq_any(ids))
        .select((CallOffLineRow::as_select(), call_off::issue_said_at))
        .load(conn)
        .await?;
    let orders: BTreeSet<CallOffId> = rows.iter().map(|(row, _)| row.call_off_id).collect();
    let states: BTreeMap<CallOffId, CallOffState> = states_at(conn, &orders, when).await?;
    let replaced = replaced_later(conn, ids, when).await?;
    let fact = |(row, issued_at): (CallOffLineRow, _)| {
        let state = states.get(&row.call_off_id).copied().unwrap_or(CallOffState::Draft);
        let agreed = replaced.get(&row.id).copied().unwrap_or(row.ordered_base);
        let ordered = if state.is_before_answer() { row.issued_base } else { agreed };
        let fact = CallOffLineFact { id: row.id, ordered, state, counts: row.counts() };
        OrderedFact {
            line: row.contract_line_id,
            order: row.call_off_id,
            fact,
            variant: row.variant_id,
            issued_at,
            form_code: row.form_code,
        }
    };
    Ok(rows.into_iter().map(fact).collect())
}

/// What order lines asked for where a change that is not visible yet replaced it: by the first of those.
async fn replaced_later(
    conn: &mut Connection,
    ids: &[ContractLineId],
    when: When,
) -> Result<BTreeMap<CallOffLineId, i64>, Error> {
    let later =
        call_off_change::answered_at.gt(when.as_of).or(call_off_change::answer_recorded_at.gt(when.known_at));
    let rows: Vec<(CallOffLineId, i64)> = call_off_change_line::table
        .inner_join(call_off_change::table.on(call_off_change::id.eq(call_off_change_line::change_id)))
        .inner_join(call_off_line::table.on(call_off_line::id.eq(call_off_change_line::call_off_line_id)))
        .filter(call_off_line::contract_line_id.eq_any(ids))
        .filter(call_off_change_line::replaced_base.is_not_null())
        .filter(later)
        .distinct_on(call_off_change_line::call_off_line_id)
        .order((call_off_change_line::call_off_line_id.asc(), call_off_change_line::change_id.asc()))
        .select((
            call_off_change_line::call_off_line_id,
            call_off_change_line::replaced_base.assume_not_null(),
        ))
        .load(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// What a line of a receipt accepted.
#[derive(Queryable)]
pub(super) struct AcceptedRow {
    pub(super) line: ContractLineId,
    pub(super) call_off_line: CallOffLineId,
    item: ShipmentItemId,
    pub(super) accepted: i64,
    pub(super) amount_rupiah: i64,
}

/// What posted receipts accepted on contract lines, without those taken back.
pub(super) async fn accepted(
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
            receipt_line::amount_rupiah,
        ));
    let mut accepted: Vec<AcceptedRow> = rows.load(conn).await?;
    accepted.extend(taken_back(conn, ids, when).await?);
    Ok(accepted)
}

/// What claims that have ended took back of it, as parts below zero: the money of a claim is settled apart.
async fn taken_back(
    conn: &mut Connection,
    ids: &[ContractLineId],
    when: When,
) -> Result<Vec<AcceptedRow>, Error> {
    let rows = claim::table
        .inner_join(receipt_line::table.on(claim::receipt_line_id.eq(receipt_line::id.nullable())))
        .filter(claim::contract_line_id.eq_any(ids))
        .filter(claim::taken_back_base.is_not_null())
        .filter(claim::agreed_at.le(when.as_of))
        .filter(claim::agreed_at.le(when.known_at))
        .select((
            claim::contract_line_id,
            receipt_line::call_off_line_id,
            receipt_line::shipment_item_id,
            claim::taken_back_base.assume_not_null(),
        ));
    let rows: Vec<(ContractLineId, CallOffLineId, ShipmentItemId, i64)> = rows.load(conn).await?;
    let part = |(line, call_off_line, item, base): (_, _, _, i64)| AcceptedRow {
        line,
        call_off_line,
        item,
        accepted: -base,
        amount_rupiah: 0,
    };
    Ok(rows.into_iter().map(part).collect())
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

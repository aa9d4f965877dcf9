//! The lock of contract lines and their present balance.

mod history;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use api_types::logistics::ListContractLinesQuery;
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::functions::{greatest, sum};
use diesel::IntoSql as _;
use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use domain::logistics::{Balance, LineFacts, ShipmentState, TakenOn};
use domain::shared::{CallOffId, CallOffLineId, ContractLineId, jakarta_date};
use service::Error;
use web::Caller;

pub(super) use history::{Balances, When, at};
pub(crate) use values::values;
pub(super) use values::values_at;

use super::visibility::visible;
use crate::ordering::call_offs::{CallOffLineRow, Order};
use crate::outside::{ContractLineRow, contract_lines_of, lines_by_id};
use crate::schema::{
    call_off, call_off_line, contract_line_lock, projected_contract_line, shipment, shipment_item,
};

/// Locks the contract lines that orders draw down until the transaction ends, in order of their ids; all lines of a contract
/// that a largest value limits, or may: it is one figure over all of them.
///
/// # Errors
/// [`Error::NotYetKnown`] when one of them has not arrived here.
pub(crate) async fn lock_lines(conn: &mut Connection, orders: &[Order]) -> Result<(), Error> {
    let by_value = orders.iter().map(|order| &order.contract.row).filter(|row| row.kind.has_value_limit());
    let by_value: BTreeSet<_> = by_value.map(|row| row.id).collect();
    let mut wanted: BTreeSet<_> =
        orders.iter().flat_map(|order| &order.lines).map(|line| line.contract_line_id).collect();
    if !by_value.is_empty() {
        let all = contract_lines_of(conn, &by_value.into_iter().collect::<Vec<_>>()).await?;
        wanted.extend(all.into_keys());
    }
    let locked: Vec<ContractLineId> = contract_line_lock::table
        .filter(contract_line_lock::contract_line_id.eq_any(&wanted.iter().copied().collect::<Vec<_>>()))
        .order(contract_line_lock::contract_line_id.asc())
        .select(contract_line_lock::contract_line_id)
        .for_no_key_update()
        .load(conn)
        .await?;
    let missing = wanted.iter().find(|id| !locked.contains(id));
    missing.map_or(Ok(()), |id| Err(Error::not_yet_known("agreement", &id.to_string())))
}

/// The present balances of contract lines by the terms of a day, of share lines with the periods that have begun on another;
/// ids that are not known are left out.
pub(crate) async fn current(
    conn: &mut Connection,
    ids: &[ContractLineId],
    days: (NaiveDate, NaiveDate),
) -> Result<BTreeMap<ContractLineId, Balance>, Error> {
    let lines = lines_by_id(conn, ids).await?;
    let taken = taken_of(conn, lines.values()).await?;
    current_of(conn, &lines, days, &taken).await
}

/// The present balances of contract lines whose terms are at hand, with what orders take of those whose periods lapse.
async fn current_of(
    conn: &mut Connection,
    lines: &BTreeMap<ContractLineId, ContractLineRow>,
    days: (NaiveDate, NaiveDate),
    taken: &Taken,
) -> Result<BTreeMap<ContractLineId, Balance>, Error> {
    let mut balances = judged_beside(conn, lines, days, taken).await?;
    let ids: Vec<_> = lines.keys().copied().collect();
    for (id, in_transit) in on_the_road(conn, &ids).await? {
        if let Some(balance) = balances.get_mut(&id) {
            balance.in_transit = in_transit;
        }
    }
    Ok(balances)
}

/// The balances an order or a receipt is judged by, in one statement after the lock: without what is in
/// transit, which no rule asks for.
pub(crate) async fn judged(
    conn: &mut Connection,
    lines: &BTreeMap<ContractLineId, ContractLineRow>,
    days: (NaiveDate, NaiveDate),
) -> Result<BTreeMap<ContractLineId, Balance>, Error> {
    let taken = taken_of(conn, lines.values()).await?;
    judged_beside(conn, lines, days, &taken).await
}

async fn judged_beside(
    conn: &mut Connection,
    lines: &BTreeMap<ContractLineId, ContractLineRow>,
    days: (NaiveDate, NaiveDate),
    taken: &Taken,
) -> Result<BTreeMap<ContractLineId, Balance>, Error> {
    let ids: Vec<_> = lines.keys().copied().collect();
    let mut facts: BTreeMap<ContractLineId, LineFacts> = BTreeMap::new();
    for (id, accepted, open) in ordered(conn, &ids).await? {
        facts.insert(id, LineFacts { accepted: accepted.into(), open: open.into(), in_transit: 0 });
    }
    let balance = |(id, line): (&ContractLineId, &ContractLineRow)| {
        let taken = taken.get(id).map(Vec::as_slice).unwrap_or_default();
        (*id, Balance::of(&line.terms_on(days, taken), &facts.get(id).copied().unwrap_or_default()))
    };
    Ok(lines.iter().map(balance).collect())
}

/// The present balances of contract lines by the terms of a day, with all that is shown of them.
pub(super) async fn now(
    conn: &mut Connection,
    lines: &BTreeMap<ContractLineId, ContractLineRow>,
    day: NaiveDate,
) -> Result<Balances, Error> {
    let ids: Vec<ContractLineId> = lines.keys().copied().collect();
    let taken = taken_of(conn, lines.values()).await?;
    let of = current_of(conn, lines, (day, day), &taken).await?;
    Ok(Balances { of, taken, forms: accepted_forms(conn, &ids).await? })
}

/// What orders take of lines, by the day they are said to be of.
type Taken = BTreeMap<ContractLineId, Vec<TakenOn>>;

/// What orders take of the lines whose periods lapse.
async fn taken_of(
    conn: &mut Connection,
    lines: impl Iterator<Item = &ContractLineRow>,
) -> Result<Taken, Error> {
    let ids: Vec<ContractLineId> = lines.filter(|line| line.lapses()).map(|line| line.id).collect();
    let mut taken = Taken::new();
    if ids.is_empty() {
        return Ok(taken);
    }
    let left = greatest(call_off_line::counted_ordered_base - call_off_line::counted_accepted_base, 0);
    let open = case_when(call_off_line::open, left).otherwise(0.into_sql::<BigInt>());
    let accepted = call_off_line::counted_accepted_base;
    let rows: Vec<(ContractLineId, Option<DateTime<Utc>>, i64, i64)> = call_off_line::table
        .inner_join(call_off::table.on(call_off::id.eq(call_off_line::call_off_id)))
        .filter(call_off_line::contract_line_id.eq_any(&ids))
        .order(call_off_line::id)
        .select((call_off_line::contract_line_id, call_off::issue_said_at, accepted, open))
        .load(conn)
        .await?;
    for (line, issued, accepted, open) in rows {
        let on = issued.map(|at| TakenOn { issued: jakarta_date(at), base: accepted + open });
        taken.entry(line).or_default().extend(on);
    }
    Ok(taken)
}

/// What was accepted of one form on a contract line, in base units: as it is, and as it counts there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct AcceptedForm {
    pub(super) accepted: i128,
    pub(super) counted: i128,
}

/// What was accepted on each contract line, by form; none where it is that of the line.
pub(super) type AcceptedForms = BTreeMap<ContractLineId, BTreeMap<Option<String>, AcceptedForm>>;

/// What was accepted on contract lines so far, by form.
async fn accepted_forms(conn: &mut Connection, ids: &[ContractLineId]) -> Result<AcceptedForms, Error> {
    let rows: Vec<(ContractLineId, Option<String>, i64, i64)> = call_off_line::table
        .filter(call_off_line::contract_line_id.eq_any(ids))
        .filter(call_off_line::accepted_base.gt(0))
        .group_by((call_off_line::contract_line_id, call_off_line::form_code))
        .select((
            call_off_line::contract_line_id,
            call_off_line::form_code,
            sum(call_off_line::accepted_base),
            sum(call_off_line::counted_accepted_base),
        ))
        .load(conn)
        .await?;
    let mut forms = AcceptedForms::new();
    for (line, form, accepted, counted) in rows {
        let figures = AcceptedForm { accepted: accepted.into(), counted: counted.into() };
        forms.entry(line).or_default().insert(form, figures);
    }
    Ok(forms)
}

/// Accepted and open per contract line, counted in the line's form. A sum stays within 64 bits: a line holds at most 10^12.
async fn ordered(
    conn: &mut Connection,
    ids: &[ContractLineId],
) -> Result<Vec<(ContractLineId, i64, i64)>, Error> {
    let left = greatest(call_off_line::counted_ordered_base - call_off_line::counted_accepted_base, 0);
    let open = case_when(call_off_line::open, left).otherwise(0.into_sql::<BigInt>());
    let sums = call_off_line::table
        .filter(call_off_line::contract_line_id.eq_any(ids))
        .group_by(call_off_line::contract_line_id)
        .select((call_off_line::contract_line_id, sum(call_off_line::counted_accepted_base), sum(open)));
    Ok(sums.load(conn).await?)
}

/// What open orders wait for and is on the road, not yet named by a receipt, per contract line; see
/// `domain::logistics::facts_from`.
async fn on_the_road(
    conn: &mut Connection,
    ids: &[ContractLineId],
) -> Result<BTreeMap<ContractLineId, i128>, Error> {
    let sums: Vec<(CallOffLineRow, i64)> = shipment_item::table
        .inner_join(shipment::table.on(shipment::id.eq(shipment_item::shipment_id)))
        .inner_join(call_off_line::table.on(call_off_line::id.eq(shipment_item::call_off_line_id)))
        .filter(shipment_item::contract_line_id.eq_any(ids))
        .filter(diesel::dsl::not(shipment_item::received))
        .filter(shipment::state.eq_any(road_states()))
        .filter(call_off_line::open)
        // The key of the order line: its other columns follow from it.
        .group_by(call_off_line::id)
        .select((CallOffLineRow::as_select(), sum(shipment_item::quantity_base)))
        .load(conn)
        .await?;
    let mut inside: BTreeMap<ContractLineId, i128> = BTreeMap::new();
    for (line, loaded) in sums {
        *inside.entry(line.contract_line_id).or_default() += line.draw().in_transit(loaded.into());
    }
    Ok(inside)
}

/// Loaded on shipments on the road and not yet named by a receipt, per line of an order.
pub(crate) async fn goods_on_the_road(
    conn: &mut Connection,
    order: CallOffId,
) -> Result<BTreeMap<CallOffLineId, i64>, Error> {
    let sums: Vec<(CallOffLineId, i64)> = shipment_item::table
        .inner_join(shipment::table.on(shipment::id.eq(shipment_item::shipment_id)))
        .filter(shipment_item::call_off_id.eq(order))
        .filter(diesel::dsl::not(shipment_item::received))
        .filter(shipment::state.eq_any(road_states()))
        .group_by(shipment_item::call_off_line_id)
        .select((shipment_item::call_off_line_id, sum(shipment_item::quantity_base)))
        .load(conn)
        .await?;
    Ok(sums.into_iter().collect())
}

fn road_states() -> Vec<ShipmentState> {
    ShipmentState::ALL.iter().copied().filter(|state| state.on_the_road()).collect()
}

/// A contract line that the caller may read.
pub(super) async fn find_line(
    conn: &mut Connection,
    caller: &Caller,
    id: ContractLineId,
) -> Result<Option<ContractLineRow>, Error> {
    let row = projected_contract_line::table
        .filter(projected_contract_line::id.eq(id))
        .filter(visible(caller))
        .select(ContractLineRow::as_select())
        .first(conn)
        .await;
    Ok(row.optional()?)
}

/// A page of the contract lines that the caller may read, in order of their ids.
pub(super) async fn list_lines(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListContractLinesQuery,
    after: Option<ContractLineId>,
    limit: i64,
) -> Result<Vec<ContractLineRow>, Error> {
    let mut statement = projected_contract_line::table
        .filter(visible(caller))
        .order(projected_contract_line::id.asc())
        .limit(limit)
        .select(ContractLineRow::as_select())
        .into_boxed();
    if let Some(contract) = query.contract_id {
        statement = statement.filter(projected_contract_line::contract_id.eq(contract));
    }
    if let Some(after) = after {
        statement = statement.filter(projected_contract_line::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

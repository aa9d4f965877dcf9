//! All SQL of the call-off orders; who may read them stands in [`super::visibility`]. That of their changes is in [`changes`].

pub(super) mod changes;

use std::collections::BTreeMap;

use api_types::logistics::{CallOffTallyView, ConversionView, ListCallOffTalliesQuery, ListCallOffsQuery};
use db::functions::{nextval, sum};
use db::{Connection, Prepare as _};
use diesel::IntoSql as _;
use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use domain::shared::{CallOffId, CallOffLineId, ContractId, HoldId, PartyId, Ratio, VariantId};
use futures_util::future::try_join;
use service::Error;
use web::Caller;

use super::order::Order;
use super::rows::{CallOffLineRow, CallOffRow};
use super::visibility::visible;
use crate::outside::{contracts_by_id, lines_by_id};
use crate::schema::{call_off, call_off_line};

/// The next order number of a year.
pub(super) async fn next_number(conn: &mut Connection, year: i32) -> Result<String, Error> {
    let number: i64 = diesel::select(nextval("call_off_number")).get_result(conn).await?;
    Ok(format!("SP/{year}/{number:06}"))
}

/// Stores a new order with its lines.
pub(super) async fn insert_order(
    conn: &mut Connection,
    row: &CallOffRow,
    lines: &[CallOffLineRow],
) -> Result<(), Error> {
    diesel::insert_into(call_off::table).values(row).prepared().execute(conn).await?;
    diesel::insert_into(call_off_line::table).values(lines).execute(conn).await?;
    Ok(())
}

/// The numbers of orders, whoever asks: the caller has checked what names them.
pub(crate) async fn order_numbers(
    mut conn: &Connection,
    ids: &[CallOffId],
) -> Result<BTreeMap<CallOffId, String>, Error> {
    let numbers = call_off::table.filter(call_off::id.eq_any(ids)).select((call_off::id, call_off::number));
    let numbers: Vec<(CallOffId, String)> = numbers.load(&mut conn).await?;
    Ok(numbers.into_iter().collect())
}

/// An order that the caller may read.
pub(super) async fn find_order(
    conn: &Connection,
    caller: &Caller,
    id: CallOffId,
) -> Result<Option<Order>, Error> {
    let mut shared = conn;
    let row = call_off::table
        .filter(call_off::id.eq(id))
        .filter(visible(caller))
        .select(CallOffRow::as_select())
        .first(&mut shared)
        .await;
    Ok(complete(conn, row.optional()?.into_iter().collect()).await?.pop())
}

/// An order that the caller may read, locked until the transaction ends.
pub(super) async fn lock_order(
    conn: &mut Connection,
    caller: &Caller,
    id: CallOffId,
) -> Result<Order, Error> {
    let row = call_off::table
        .filter(call_off::id.eq(id))
        .filter(visible(caller))
        .select(CallOffRow::as_select())
        .for_no_key_update()
        .first(conn)
        .await;
    complete(conn, row.optional()?.into_iter().collect()).await?.pop().ok_or(Error::NotFound)
}

/// Orders by id, whoever asks: the caller has checked what serves them.
pub(crate) async fn orders_of(conn: &Connection, ids: &[CallOffId]) -> Result<Vec<Order>, Error> {
    let mut shared = conn;
    let rows = call_off::table.filter(call_off::id.eq_any(ids)).select(CallOffRow::as_select());
    complete(conn, rows.load(&mut shared).await?).await
}

/// Those of these holds that a line of another order names which was not refused or cancelled, each with the number of that order.
pub(super) async fn orders_naming(
    mut conn: &Connection,
    order: CallOffId,
    holds: &[HoldId],
) -> Result<BTreeMap<HoldId, String>, Error> {
    let named = call_off_line::table
        .inner_join(call_off::table.on(call_off::id.eq(call_off_line::call_off_id)))
        .filter(call_off_line::call_off_id.ne(order))
        .filter(call_off_line::hold_id.eq_any(holds))
        .filter(call_off_line::hold_given_back.eq(false))
        .select((call_off_line::hold_id.assume_not_null(), call_off::number));
    Ok(named.load(&mut conn).await?.into_iter().collect())
}

/// Locks orders until the transaction ends, in order of their ids.
pub(crate) async fn lock_orders(conn: &mut Connection, ids: &[CallOffId]) -> Result<Vec<Order>, Error> {
    let rows = call_off::table
        .filter(call_off::id.eq_any(ids))
        .order(call_off::id.asc())
        .select(CallOffRow::as_select())
        .for_no_key_update()
        .load(conn)
        .await?;
    complete(conn, rows).await
}

/// Locks orders until the transaction ends, in order of their ids, as far as the caller may read them.
pub(crate) async fn lock_visible_orders(
    conn: &mut Connection,
    caller: &Caller,
    ids: &[CallOffId],
) -> Result<Vec<Order>, Error> {
    let rows = call_off::table
        .filter(call_off::id.eq_any(ids))
        .filter(visible(caller))
        .order(call_off::id.asc())
        .select(CallOffRow::as_select())
        .for_no_key_update()
        .load(conn)
        .await?;
    complete(conn, rows).await
}

/// Orders with their lines and contracts, in the same order; two statements under way at once, however many there are.
async fn complete(conn: &Connection, rows: Vec<CallOffRow>) -> Result<Vec<Order>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let contracts: Vec<_> = rows.iter().map(|row| row.contract_id).collect();
    let (contracts, lines) = try_join(contracts_by_id(conn, &contracts), lines_of(conn, &ids)).await?;
    let mut of_order: BTreeMap<CallOffId, Vec<CallOffLineRow>> = BTreeMap::new();
    for line in lines {
        of_order.entry(line.call_off_id).or_default().push(line);
    }
    let whole = |row: CallOffRow| {
        let contract = contracts.get(&row.contract_id).cloned();
        let contract = contract.ok_or_else(|| Error::Internal(format!("{} has no contract", row.id)))?;
        Ok(Order { lines: of_order.remove(&row.id).unwrap_or_default(), contract, row })
    };
    rows.into_iter().map(whole).collect()
}

/// A page of the orders that the caller may read and that match.
pub(super) async fn list_call_offs(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListCallOffsQuery,
    after: Option<CallOffId>,
    limit: i64,
) -> Result<Vec<Order>, Error> {
    let mut statement = call_off::table
        .filter(visible(caller))
        .order(call_off::id.asc())
        .limit(limit)
        .select(CallOffRow::as_select())
        .into_boxed();
    if let Some(contract) = query.contract_id {
        statement = statement.filter(call_off::contract_id.eq(contract));
    }
    if let Some(state) = query.state {
        statement = statement.filter(call_off::state.eq(state));
    }
    if let Some(supplier) = query.supplier_id {
        statement = statement.filter(call_off::supplier_id.eq(supplier));
    }
    if let Some(buyer) = query.buyer_id {
        statement = statement.filter(call_off::buyer_id.eq(buyer));
    }
    if let Some(reference) = &query.external_reference {
        statement = statement.filter(call_off::external_reference.eq(reference));
    }
    if let Some(after) = after {
        statement = statement.filter(call_off::id.gt(after));
    }
    let rows = statement.load(conn).await?;
    complete(conn, rows).await
}

/// A page of contracts with orders that the caller may read, each with its counts.
pub(super) async fn list_tallies(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListCallOffTalliesQuery,
    after: Option<ContractId>,
    limit: i64,
) -> Result<Vec<CallOffTallyView>, Error> {
    let issued = case_when(call_off::issued_at.is_not_null(), 1.into_sql::<BigInt>());
    let cancelled = case_when(call_off::cancelled_after_acceptance, 1.into_sql::<BigInt>());
    let none = || 0.into_sql::<BigInt>();
    let mut statement = call_off::table
        .filter(visible(caller))
        .group_by((call_off::contract_id, call_off::buyer_id, call_off::supplier_id))
        .order(call_off::contract_id.asc())
        .limit(limit)
        .select((
            call_off::contract_id,
            call_off::buyer_id,
            call_off::supplier_id,
            sum(issued.otherwise(none())),
            sum(cancelled.otherwise(none())),
        ))
        .into_boxed();
    if let Some(contract) = query.contract_id {
        statement = statement.filter(call_off::contract_id.eq(contract));
    }
    if let Some(buyer) = query.buyer_id {
        statement = statement.filter(call_off::buyer_id.eq(buyer));
    }
    if let Some(after) = after {
        statement = statement.filter(call_off::contract_id.gt(after));
    }
    let rows: Vec<(ContractId, PartyId, PartyId, i64, i64)> = statement.load(conn).await?;
    let tally = |(contract_id, buyer_id, supplier_id, issued, cancelled_after_acceptance)| CallOffTallyView {
        contract_id,
        buyer_id,
        supplier_id,
        issued,
        cancelled_after_acceptance,
    };
    Ok(rows.into_iter().map(tally).collect())
}

/// The product variants that lines of orders name.
pub(crate) async fn variants_of(
    mut conn: &Connection,
    orders: &[CallOffId],
) -> Result<BTreeMap<CallOffLineId, VariantId>, Error> {
    let rows: Vec<(CallOffLineId, VariantId)> = call_off_line::table
        .filter(call_off_line::call_off_id.eq_any(orders))
        .filter(call_off_line::variant_id.is_not_null())
        .select((call_off_line::id, call_off_line::variant_id.assume_not_null()))
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// What lines of orders count as whose form is another than that of their contract line.
pub(crate) async fn forms_of(
    mut conn: &Connection,
    orders: &[CallOffId],
) -> Result<BTreeMap<CallOffLineId, Ratio>, Error> {
    let rows: Vec<CallOffLineRow> = call_off_line::table
        .filter(call_off_line::call_off_id.eq_any(orders))
        .filter(call_off_line::form_code.is_not_null())
        .select(CallOffLineRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.counts())).collect())
}

/// The lines of orders, in order of their numbers.
pub(super) async fn lines_of(
    mut conn: &Connection,
    orders: &[CallOffId],
) -> Result<Vec<CallOffLineRow>, Error> {
    let rows = call_off_line::table
        .filter(call_off_line::call_off_id.eq_any(orders))
        .order((call_off_line::call_off_id.asc(), call_off_line::number.asc()))
        .select(CallOffLineRow::as_select())
        .load(&mut conn)
        .await;
    Ok(rows?)
}

/// By which yield lines of orders count whose form is another than that of their contract line.
pub(crate) async fn conversions_of(
    conn: &Connection,
    ids: &[CallOffLineId],
) -> Result<BTreeMap<CallOffLineId, ConversionView>, Error> {
    let mut shared = conn;
    let rows: Vec<CallOffLineRow> = call_off_line::table
        .filter(call_off_line::id.eq_any(ids))
        .filter(call_off_line::form_code.is_not_null())
        .select(CallOffLineRow::as_select())
        .load(&mut shared)
        .await?;
    if rows.is_empty() {
        return Ok(BTreeMap::new());
    }
    let terms = lines_by_id(conn, &rows.iter().map(|row| row.contract_line_id).collect::<Vec<_>>()).await?;
    let conversion = |row: CallOffLineRow| Some((row.id, row.conversion(terms.get(&row.contract_line_id)?)?));
    Ok(rows.into_iter().filter_map(conversion).collect())
}

/// Writes an order where version `seen` is still stored, and what its state means for its lines; gives how many orders
/// that were.
pub(super) async fn update_order(conn: &Connection, row: &CallOffRow, seen: i64) -> Result<usize, Error> {
    let (mut first, mut second) = (conn, conn);
    let target = call_off::table.filter(call_off::id.eq(row.id)).filter(call_off::version.eq(seen));
    let order = diesel::update(target).set(row).prepared().execute(&mut first);
    let (open, given_back) = (row.state.is_open(), !row.state.keeps_holds());
    let lines = call_off_line::table
        .filter(call_off_line::call_off_id.eq(row.id))
        .filter(call_off_line::open.ne(open).or(call_off_line::hold_given_back.ne(given_back)));
    let lines = diesel::update(lines)
        .set((call_off_line::open.eq(open), call_off_line::hold_given_back.eq(given_back)))
        .prepared()
        .execute(&mut second);
    let (orders, _) = try_join(order, lines).await?;
    Ok(orders)
}

/// Writes by which yield a line counts.
pub(super) async fn set_yield(conn: &mut Connection, line: &CallOffLineRow) -> Result<(), Error> {
    diesel::update(call_off_line::table.find(line.id))
        .set((
            call_off_line::yield_input.eq(line.yield_input),
            call_off_line::yield_output.eq(line.yield_output),
        ))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// Puts other lines in the place of those of a draft.
pub(super) async fn replace_lines(
    conn: &mut Connection,
    order: CallOffId,
    lines: &[CallOffLineRow],
) -> Result<(), Error> {
    diesel::delete(call_off_line::table.filter(call_off_line::call_off_id.eq(order))).execute(conn).await?;
    diesel::insert_into(call_off_line::table).values(lines).execute(conn).await?;
    Ok(())
}

/// Remembers the supplier's counter-offer for a line.
pub(super) async fn propose(conn: &mut Connection, line: CallOffLineId, base: i64) -> Result<(), Error> {
    let line = call_off_line::table.find(line);
    diesel::update(line).set(call_off_line::proposed_base.eq(base)).prepared().execute(conn).await?;
    Ok(())
}

/// Puts the counter-offer into force and takes the order out of the balance until it is judged.
pub(super) async fn take_proposal(conn: &mut Connection, order: CallOffId) -> Result<(), Error> {
    let proposed = call_off_line::table
        .filter(call_off_line::call_off_id.eq(order))
        .filter(call_off_line::proposed_base.is_not_null());
    diesel::update(proposed)
        .set((
            call_off_line::ordered_base.eq(call_off_line::proposed_base.assume_not_null()),
            call_off_line::proposed_base.eq(None::<i64>),
        ))
        .prepared()
        .execute(conn)
        .await?;
    set_aside(conn, order).await
}

/// Takes an order out of the balance until it is judged.
pub(super) async fn set_aside(conn: &mut Connection, order: CallOffId) -> Result<(), Error> {
    let lines = call_off_line::table.filter(call_off_line::call_off_id.eq(order));
    diesel::update(lines).set(call_off_line::open.eq(false)).prepared().execute(conn).await?;
    Ok(())
}

/// Writes what receipts have accepted on a line so far.
pub(crate) async fn set_accepted(
    conn: &mut Connection,
    line: CallOffLineId,
    accepted_base: i64,
) -> Result<(), Error> {
    diesel::update(call_off_line::table.find(line))
        .set(call_off_line::accepted_base.eq(accepted_base))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

//! All SQL of the call-off orders.

use api_types::logistics::ListCallOffsQuery;
use db::functions::nextval;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{CallOffId, CallOffLineId};
use futures_util::future::try_join;
use service::Error;

use super::rows::{CallOffLineRow, CallOffRow};
use crate::schema::{call_off, call_off_line};
use crate::tenancy::Scope;

/// The next order number of a year.
pub(super) async fn next_number(conn: &mut Connection, year: i32) -> Result<String, Error> {
    let number: i64 = diesel::select(nextval("call_off_number")).get_result(conn).await?;
    Ok(format!("SP/{year}/{number:06}"))
}

pub(super) async fn insert(
    conn: &mut Connection,
    row: &CallOffRow,
    lines: &[CallOffLineRow],
) -> Result<(), Error> {
    diesel::insert_into(call_off::table).values(row).prepared().execute(conn).await?;
    diesel::insert_into(call_off_line::table).values(lines).execute(conn).await?;
    Ok(())
}

/// An order in sight.
pub(super) async fn find(
    mut conn: &Connection,
    scope: Scope,
    id: CallOffId,
) -> Result<Option<CallOffRow>, Error> {
    let row = call_off::table
        .filter(call_off::id.eq(id))
        .filter(call_off::contract_id.eq_any(scope.contracts()))
        .select(CallOffRow::as_select())
        .first(&mut conn)
        .await;
    Ok(row.optional()?)
}

/// An order in sight, locked until the transaction ends.
pub(super) async fn lock(conn: &mut Connection, scope: Scope, id: CallOffId) -> Result<CallOffRow, Error> {
    let row = call_off::table
        .filter(call_off::id.eq(id))
        .filter(call_off::contract_id.eq_any(scope.contracts()))
        .select(CallOffRow::as_select())
        .for_no_key_update()
        .first(conn)
        .await;
    row.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn list(
    conn: &mut Connection,
    scope: Scope,
    query: &ListCallOffsQuery,
    after: Option<CallOffId>,
    limit: i64,
) -> Result<Vec<CallOffRow>, Error> {
    let mut statement = call_off::table
        .filter(call_off::contract_id.eq_any(scope.contracts()))
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
    Ok(statement.load(conn).await?)
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

/// Writes an order whose version was `seen`, and what its state means for its lines.
pub(super) async fn save(conn: &Connection, row: &CallOffRow, seen: i64) -> Result<(), Error> {
    let (mut first, mut second) = (conn, conn);
    let target = call_off::table.filter(call_off::id.eq(row.id)).filter(call_off::version.eq(seen));
    let order = diesel::update(target).set(row).prepared().execute(&mut first);
    let open = row.state.is_open();
    let lines = call_off_line::table
        .filter(call_off_line::call_off_id.eq(row.id))
        .filter(call_off_line::open.ne(open));
    let lines = diesel::update(lines).set(call_off_line::open.eq(open)).prepared().execute(&mut second);
    match try_join(order, lines).await? {
        (1, _) => Ok(()),
        _ => Err(Error::Internal("the locked version is gone".to_owned())),
    }
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
        .set(call_off_line::ordered_base.eq(call_off_line::proposed_base.assume_not_null()))
        .prepared()
        .execute(conn)
        .await?;
    diesel::update(call_off_line::table.filter(call_off_line::call_off_id.eq(order)))
        .set(call_off_line::open.eq(false))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

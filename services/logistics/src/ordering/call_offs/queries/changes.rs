//! SQL of the changes of accepted orders.

use std::collections::BTreeMap;

use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::CallOffChangeState;
use domain::shared::{CallOffChangeId, CallOffId};
use service::Error;

use crate::ordering::call_offs::rows::{Change, ChangeLineRow, ChangeRow};
use crate::schema::{call_off_change, call_off_change_line, call_off_line};

/// The changes of orders that wait for their answers.
pub(in crate::ordering::call_offs) async fn open_changes(
    conn: &Connection,
    orders: &[CallOffId],
) -> Result<BTreeMap<CallOffId, Change>, Error> {
    if orders.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut shared = conn;
    let rows = call_off_change::table
        .filter(call_off_change::call_off_id.eq_any(orders))
        .filter(call_off_change::state.eq(CallOffChangeState::Proposed))
        .select(ChangeRow::as_select())
        .load(&mut shared)
        .await?;
    Ok(complete(conn, rows).await?.into_iter().map(|change| (change.row.call_off_id, change)).collect())
}

/// A page of the changes of an order, in the order they were proposed.
pub(in crate::ordering::call_offs) async fn list_changes(
    conn: &Connection,
    order: CallOffId,
    after: Option<CallOffChangeId>,
    limit: i64,
) -> Result<Vec<Change>, Error> {
    let mut shared = conn;
    let mut statement = call_off_change::table
        .filter(call_off_change::call_off_id.eq(order))
        .order(call_off_change::id.asc())
        .limit(limit)
        .select(ChangeRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        statement = statement.filter(call_off_change::id.gt(after));
    }
    let rows = statement.load(&mut shared).await?;
    complete(conn, rows).await
}

/// Changes with their lines, in the same order.
async fn complete(mut conn: &Connection, rows: Vec<ChangeRow>) -> Result<Vec<Change>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<CallOffChangeId> = rows.iter().map(|row| row.id).collect();
    let lines = call_off_change_line::table
        .inner_join(call_off_line::table.on(call_off_line::id.eq(call_off_change_line::call_off_line_id)))
        .filter(call_off_change_line::change_id.eq_any(&ids))
        .order(call_off_line::number.asc())
        .select(ChangeLineRow::as_select())
        .load(&mut conn)
        .await?;
    let mut of_change: BTreeMap<CallOffChangeId, Vec<ChangeLineRow>> = BTreeMap::new();
    for line in lines {
        of_change.entry(line.change_id).or_default().push(line);
    }
    let whole = |row: ChangeRow| Change { lines: of_change.remove(&row.id).unwrap_or_default(), row };
    Ok(rows.into_iter().map(whole).collect())
}

/// Stores what one side proposes.
pub(in crate::ordering::call_offs) async fn insert_change(
    conn: &mut Connection,
    change: &Change,
) -> Result<(), Error> {
    diesel::insert_into(call_off_change::table).values(&change.row).prepared().execute(conn).await?;
    diesel::insert_into(call_off_change_line::table).values(&change.lines).execute(conn).await?;
    Ok(())
}

/// Stores how a change was answered.
pub(in crate::ordering::call_offs) async fn answer_change(
    conn: &mut Connection,
    row: &ChangeRow,
) -> Result<(), Error> {
    diesel::update(call_off_change::table.find(row.id)).set(row).prepared().execute(conn).await?;
    Ok(())
}

/// Puts the amounts of a change into force, and keeps what they replace.
pub(in crate::ordering::call_offs) async fn put_in_force(
    conn: &mut Connection,
    lines: &[ChangeLineRow],
) -> Result<(), Error> {
    for line in lines {
        let kept = call_off_change_line::table.find((line.change_id, line.call_off_line_id));
        diesel::update(kept)
            .set(call_off_change_line::replaced_base.eq(line.replaced_base))
            .prepared()
            .execute(conn)
            .await?;
        diesel::update(call_off_line::table.find(line.call_off_line_id))
            .set(call_off_line::ordered_base.eq(line.proposed_base))
            .prepared()
            .execute(conn)
            .await?;
    }
    Ok(())
}

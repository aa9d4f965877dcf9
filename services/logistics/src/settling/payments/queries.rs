//! All SQL of the payments; who may read them stands in [`super::visibility`].

use api_types::logistics::ListPaymentsQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::PaymentState;
use domain::shared::{PartyId, PaymentId};
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::PaymentRow;
use super::visibility::visible;
use crate::schema::payment;

/// A payment that the caller may read.
pub(super) async fn find_payment(
    conn: &mut Connection,
    caller: &Caller,
    id: PaymentId,
) -> Result<Option<PaymentRow>, Error> {
    let row =
        payment::table.filter(payment::id.eq(id)).filter(visible(caller)).select(PaymentRow::as_select());
    Ok(row.first(conn).await.optional()?)
}

/// Locks a payment whose statement is locked, and reads it again.
pub(super) async fn lock_payment(conn: &mut Connection, id: PaymentId) -> Result<PaymentRow, Error> {
    let row = payment::table.find(id).select(PaymentRow::as_select()).for_no_key_update();
    row.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// A page of the payments that the caller may read.
pub(super) async fn list_payments(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListPaymentsQuery,
    after: Option<PaymentId>,
    limit: i64,
) -> Result<Vec<PaymentRow>, Error> {
    let mut statement = payment::table
        .filter(visible(caller))
        .order(payment::id.asc())
        .limit(limit)
        .select(PaymentRow::as_select())
        .into_boxed();
    if let Some(settlement) = query.settlement_id {
        statement = statement.filter(payment::settlement_id.eq(settlement));
    }
    if let Some(contract) = query.contract_id {
        statement = statement.filter(payment::contract_id.eq(contract));
    }
    if let Some(state) = query.state {
        statement = statement.filter(payment::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(payment::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// Payments to a party that wait for its word; the longest there first.
pub(super) async fn list_waiting(
    conn: &mut Connection,
    supplier: PartyId,
    after: Option<After<PaymentId>>,
    limit: i64,
) -> Result<Vec<PaymentRow>, Error> {
    let mut statement = payment::table
        .filter(payment::supplier_id.eq(supplier))
        .filter(payment::state.eq(PaymentState::Recorded))
        .order((payment::updated_at.asc(), payment::id.asc()))
        .limit(limit)
        .select(PaymentRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = payment::updated_at.eq(at).and(payment::id.gt(id));
        statement = statement.filter(payment::updated_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

pub(super) async fn insert_payment(conn: &mut Connection, row: &PaymentRow) -> Result<(), Error> {
    diesel::insert_into(payment::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a payment where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_payment(
    conn: &mut Connection,
    row: &PaymentRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = payment::table.filter(payment::id.eq(row.id)).filter(payment::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

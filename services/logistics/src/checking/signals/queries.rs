//! All SQL of the signals; who may read them stands in [`super::visibility`].

use std::collections::BTreeSet;

use api_types::logistics::ListSignalsQuery;
use chrono::{Datelike as _, NaiveDate};
use db::functions::nextval;
use db::{Connection, Prepare as _};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::SignalKind;
use domain::shared::{AgreementId, SignalId, jakarta_midnight};
use service::Error;
use web::Caller;

use super::rows::{AssessmentRow, SignalRow, WholeSignal};
use super::visibility::visible;
use crate::outside::sides_of;
use crate::schema::{signal, signal_assessment};
use crate::transport::grouped;

/// The next number of a signal.
pub(super) async fn next_number(conn: &mut Connection, day: NaiveDate) -> Result<String, Error> {
    let number: i64 = diesel::select(nextval("signal_number")).get_result(conn).await?;
    Ok(format!("SIN/{}/{number:06}", day.year()))
}

/// Whether a signal of the same facts was raised before.
pub(super) async fn is_raised(
    conn: &mut Connection,
    agreement: AgreementId,
    kind: SignalKind,
    key: &str,
) -> Result<bool, Error> {
    let same = signal::table
        .filter(signal::agreement_id.eq(agreement))
        .filter(signal::kind.eq(kind))
        .filter(signal::evidence_key.eq(key));
    Ok(diesel::select(exists(same)).get_result(conn).await?)
}

/// Keeps a signal; false when one of the same facts is there.
pub(super) async fn insert_signal(conn: &mut Connection, row: &SignalRow) -> Result<bool, Error> {
    let insert = diesel::insert_into(signal::table).values(row).on_conflict_do_nothing();
    Ok(insert.prepared().execute(conn).await? == 1)
}

/// A signal that the caller may read.
pub(super) async fn find_signal(
    conn: &mut Connection,
    caller: &Caller,
    id: SignalId,
) -> Result<Option<WholeSignal>, Error> {
    let row = signal::table.filter(signal::id.eq(id)).filter(visible(caller)).select(SignalRow::as_select());
    let row: Option<SignalRow> = row.first(conn).await.optional()?;
    Ok(complete(conn, row.into_iter().collect()).await?.pop())
}

/// Locks a signal that the caller may read, then reads it whole.
pub(super) async fn lock_signal(
    conn: &mut Connection,
    caller: &Caller,
    id: SignalId,
) -> Result<WholeSignal, Error> {
    let lock = signal::table.find(id).select(signal::id).for_no_key_update();
    lock.first::<SignalId>(conn).await.optional()?.ok_or(Error::NotFound)?;
    find_signal(conn, caller, id).await?.ok_or(Error::NotFound)
}

/// A page of the signals that the caller may read and that match.
pub(super) async fn list_signals(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListSignalsQuery,
    after: Option<SignalId>,
    limit: i64,
) -> Result<Vec<WholeSignal>, Error> {
    let mut statement = signal::table
        .filter(visible(caller))
        .order(signal::id.asc())
        .limit(limit)
        .select(SignalRow::as_select())
        .into_boxed();
    if let Some(kind) = query.kind {
        statement = statement.filter(signal::kind.eq(kind));
    }
    if let Some(state) = query.state {
        statement = statement.filter(signal::state.eq(state));
    }
    if let Some(agreement) = query.agreement_id {
        statement = statement.filter(signal::agreement_id.eq(agreement));
    }
    if let Some(contract) = query.contract_id {
        statement = statement.filter(signal::contract_ids.contains(vec![contract]));
    }
    if let Some(from) = query.from_date {
        statement = statement.filter(signal::happened_at.ge(jakarta_midnight(from)));
    }
    if let Some(until) = query.until_date {
        let next = until.succ_opt().unwrap_or(NaiveDate::MAX);
        statement = statement.filter(signal::happened_at.lt(jakarta_midnight(next)));
    }
    if let Some(after) = after {
        statement = statement.filter(signal::id.gt(after));
    }
    let rows = statement.load(conn).await?;
    complete(conn, rows).await
}

/// Reads who reads them and what was found, in two statements whatever the number.
pub(super) async fn complete(conn: &mut Connection, rows: Vec<SignalRow>) -> Result<Vec<WholeSignal>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<SignalId> = rows.iter().map(|row| row.id).collect();
    let agreements: BTreeSet<AgreementId> = rows.iter().map(|row| row.agreement_id).collect();
    let sides = sides_of(conn, &agreements.into_iter().collect::<Vec<_>>()).await?;
    let assessments: Vec<AssessmentRow> = signal_assessment::table
        .filter(signal_assessment::signal_id.eq_any(&ids))
        .order((signal_assessment::signal_id, signal_assessment::number))
        .select(AssessmentRow::as_select())
        .load(conn)
        .await?;
    let mut assessments = grouped(assessments, |row| row.signal_id);
    let whole = |row: SignalRow| {
        let sides = sides.get(&row.agreement_id).cloned()?;
        Some(WholeSignal { sides, assessments: assessments.remove(&row.id).unwrap_or_default(), row })
    };
    Ok(rows.into_iter().filter_map(whole).collect())
}

/// Writes a signal where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_signal(conn: &mut Connection, row: &SignalRow, seen: i64) -> Result<usize, Error> {
    let target = signal::table.filter(signal::id.eq(row.id)).filter(signal::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn insert_assessment(conn: &mut Connection, row: &AssessmentRow) -> Result<(), Error> {
    diesel::insert_into(signal_assessment::table).values(row).execute(conn).await?;
    Ok(())
}

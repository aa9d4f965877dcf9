//! All SQL of the claims; who may read them stands in [`super::visibility`].

use std::collections::BTreeSet;

use api_types::logistics::ListClaimsQuery;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use db::functions::nextval;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::{ClaimKind, ClaimState, Measure, ReceiptState};
use domain::shared::{
    CallOffId, CallOffLineId, ClaimId, ContractId, ContractLineId, PartyId, ReceiptId, ReceiptLineId,
    ShipmentId, Unit,
};
use service::Error;
use web::Caller;

use super::opening::ClaimedGoods;
use super::rows::{ClaimRow, DecisionRow, WholeClaim};
use super::visibility::visible;
use crate::outside::contracts_by_id;
use crate::schema::{claim, claim_decision, receipt, receipt_line, receipt_measure};
use crate::transport::{grouped, traded_by};

/// The next number of a claim.
pub(super) async fn next_number(conn: &mut Connection, day: NaiveDate) -> Result<String, Error> {
    let number: i64 = diesel::select(nextval("claim_number")).get_result(conn).await?;
    Ok(format!("KLM/{}/{number:06}", day.year()))
}

/// A claim that the caller may read.
pub(super) async fn find_claim(
    conn: &mut Connection,
    caller: &Caller,
    id: ClaimId,
) -> Result<Option<WholeClaim>, Error> {
    let row = claim::table.filter(claim::id.eq(id)).filter(visible(caller)).select(ClaimRow::as_select());
    let row: Option<ClaimRow> = row.first(conn).await.optional()?;
    Ok(complete(conn, row.into_iter().collect()).await?.pop())
}

/// Locks a claim that the caller may read, then reads it whole. Its shipment is locked before.
pub(super) async fn lock_claim(
    conn: &mut Connection,
    caller: &Caller,
    id: ClaimId,
) -> Result<WholeClaim, Error> {
    let lock = claim::table.find(id).select(claim::id).for_no_key_update();
    lock.first::<ClaimId>(conn).await.optional()?.ok_or(Error::NotFound)?;
    find_claim(conn, caller, id).await?.ok_or(Error::NotFound)
}

/// A page of the claims that the caller may read and that match.
pub(super) async fn list_claims(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListClaimsQuery,
    after: Option<ClaimId>,
    limit: i64,
) -> Result<Vec<WholeClaim>, Error> {
    let mut statement = claim::table
        .filter(visible(caller))
        .order(claim::id.asc())
        .limit(limit)
        .select(ClaimRow::as_select())
        .into_boxed();
    if let Some(contract) = query.contract_id {
        statement = statement.filter(claim::contract_id.eq(contract));
    }
    if let Some(shipment) = query.shipment_id {
        statement = statement.filter(claim::shipment_id.eq(shipment));
    }
    if let Some(receipt) = query.receipt_id {
        statement = statement.filter(claim::receipt_id.eq(receipt));
    }
    if let Some(state) = query.state {
        statement = statement.filter(claim::state.eq(state));
    }
    if let Some(kind) = query.kind {
        statement = statement.filter(claim::kind.eq(kind));
    }
    if let Some(after) = after {
        statement = statement.filter(claim::id.gt(after));
    }
    let rows = statement.load(conn).await?;
    complete(conn, rows).await
}

/// The claims on a receipt that were not given up, locked in order of their ids.
pub(super) async fn claims_of_receipt(
    conn: &mut Connection,
    receipt: ReceiptId,
) -> Result<Vec<WholeClaim>, Error> {
    let rows = claim::table
        .filter(claim::receipt_id.eq(receipt))
        .filter(claim::state.ne(ClaimState::Withdrawn))
        .order(claim::id.asc())
        .select(ClaimRow::as_select())
        .for_no_key_update();
    let rows = rows.load(conn).await?;
    complete(conn, rows).await
}

/// Reads contracts and decisions, in two statements whatever the number.
pub(super) async fn complete(conn: &mut Connection, rows: Vec<ClaimRow>) -> Result<Vec<WholeClaim>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ClaimId> = rows.iter().map(|row| row.id).collect();
    let contracts: BTreeSet<ContractId> = rows.iter().map(|row| row.contract_id).collect();
    let contracts = contracts_by_id(conn, &contracts.into_iter().collect::<Vec<_>>()).await?;
    let decisions: Vec<DecisionRow> = claim_decision::table
        .filter(claim_decision::claim_id.eq_any(&ids))
        .order((claim_decision::claim_id, claim_decision::number))
        .select(DecisionRow::as_select())
        .load(conn)
        .await?;
    let mut decisions = grouped(decisions, |row| row.claim_id);
    let whole = |row: ClaimRow| {
        let contract = contracts.get(&row.contract_id).cloned()?;
        Some(WholeClaim { contract, decisions: decisions.remove(&row.id).unwrap_or_default(), row })
    };
    Ok(rows.into_iter().filter_map(whole).collect())
}

pub(super) async fn insert_claim(conn: &mut Connection, row: &ClaimRow) -> Result<(), Error> {
    diesel::insert_into(claim::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a claim where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_claim(conn: &mut Connection, row: &ClaimRow, seen: i64) -> Result<usize, Error> {
    let target = claim::table.filter(claim::id.eq(row.id)).filter(claim::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn insert_decision(conn: &mut Connection, row: &DecisionRow) -> Result<(), Error> {
    diesel::insert_into(claim_decision::table).values(row).execute(conn).await?;
    Ok(())
}

/// A line of a receipt with what a claim on it has to know.
pub(super) struct ReceivedLine {
    pub(super) goods: ClaimedGoods,
    pub(super) state: ReceiptState,
    pub(super) posted_at: Option<DateTime<Utc>>,
}

/// A line of a receipt that the caller may read.
pub(super) async fn find_received(
    conn: &mut Connection,
    caller: &Caller,
    id: ReceiptLineId,
) -> Result<Option<ReceivedLine>, Error> {
    type Row = (
        (ReceiptId, ShipmentId, PartyId, PartyId, ReceiptState, Option<DateTime<Utc>>),
        (ContractId, ContractLineId, domain::shared::AgreementId, String, String),
    );
    let row: Option<Row> = receipt_line::table
        .inner_join(receipt::table.on(receipt::id.eq(receipt_line::receipt_id)))
        .filter(receipt_line::id.eq(id))
        .filter(receipt::shipment_id.eq_any(traded_by(caller)))
        .select((
            (
                receipt::id,
                receipt::shipment_id,
                receipt::supplier_id,
                receipt::buyer_id,
                receipt::state,
                receipt_line::posted_at,
            ),
            (
                receipt_line::contract_id,
                receipt_line::contract_line_id,
                receipt_line::agreement_id,
                receipt_line::commodity_code,
                receipt_line::form_code,
            ),
        ))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(|((receipt_id, shipment_id, supplier_id, buyer_id, state, posted_at), of)| {
        let (contract_id, contract_line_id, agreement_id, commodity_code, form_code) = of;
        let goods = ClaimedGoods {
            shipment_id,
            receipt_id: Some(receipt_id),
            receipt_line_id: Some(id),
            contract_id,
            contract_line_id,
            agreement_id,
            supplier_id,
            buyer_id,
            commodity_code,
            form_code,
        };
        ReceivedLine { goods, state, posted_at }
    }))
}

/// When goods of a shipment for a contract line were last recorded as received, by receipts that hold.
pub(super) async fn last_posting(
    conn: &mut Connection,
    shipment: ShipmentId,
    line: ContractLineId,
) -> Result<Option<DateTime<Utc>>, Error> {
    let last = receipt_line::table
        .inner_join(receipt::table.on(receipt::id.eq(receipt_line::receipt_id)))
        .filter(receipt::shipment_id.eq(shipment))
        .filter(receipt_line::contract_line_id.eq(line))
        .filter(receipt_line::reversed_at.is_null())
        .select(diesel::dsl::max(receipt_line::posted_at));
    Ok(last.first(conn).await?)
}

/// What was loaded, or came beyond that, of a line in one measure.
pub(super) async fn loaded_of_line(
    conn: &mut Connection,
    line: ReceiptLineId,
    measure: Measure,
) -> Result<Option<i64>, Error> {
    let row = receipt_measure::table
        .find((line, measure))
        .select(receipt_measure::loaded + receipt_measure::surplus);
    Ok(row.first(conn).await.optional()?)
}

/// A line of a receipt that holds: what it accepted, in base units of its unit, and what that came to.
#[derive(Debug, Clone, Copy, Queryable)]
pub(super) struct CountedLine {
    pub(super) id: ReceiptLineId,
    pub(super) accepted: i64,
    pub(super) unit: Unit,
    pub(super) rupiah: i64,
}

/// What the outcome of a claim took of goods.
#[derive(Debug, Clone, Copy, Queryable)]
pub(super) struct Taken {
    pub(super) line: Option<ReceiptLineId>,
    pub(super) claimant: PartyId,
    pub(super) base: Option<i64>,
    pub(super) rupiah: Option<i64>,
}

/// The receipt lines that hold of the goods that a claim is about, those of its shipment on its contract line, and what other claims
/// took of them.
pub(super) async fn goods_of(
    conn: &mut Connection,
    row: &ClaimRow,
) -> Result<(Vec<CountedLine>, Vec<Taken>), Error> {
    let lines = receipt_line::table
        .inner_join(receipt::table.on(receipt::id.eq(receipt_line::receipt_id)))
        .filter(receipt::shipment_id.eq(row.shipment_id))
        .filter(receipt_line::contract_line_id.eq(row.contract_line_id))
        .filter(receipt_line::posted_at.is_not_null())
        .filter(receipt_line::reversed_at.is_null())
        .select((
            receipt_line::id,
            receipt_line::accepted_base,
            receipt_line::accepted_unit,
            receipt_line::amount_rupiah,
        ));
    let taken = claim::table
        .filter(claim::shipment_id.eq(row.shipment_id))
        .filter(claim::contract_line_id.eq(row.contract_line_id))
        .filter(claim::id.ne(row.id))
        .filter(claim::agreed_at.is_not_null())
        .select((claim::receipt_line_id, claim::claimant_id, claim::taken_back_base, claim::settled_rupiah));
    Ok((lines.load(conn).await?, taken.load(conn).await?))
}

/// The order, and its line, on which a line of a receipt counts.
pub(super) async fn order_of(
    conn: &mut Connection,
    line: ReceiptLineId,
) -> Result<(CallOffId, CallOffLineId), Error> {
    let of =
        receipt_line::table.find(line).select((receipt_line::call_off_id, receipt_line::call_off_line_id));
    Ok(of.first(conn).await?)
}

/// The claims of a contract that ended with an outcome between two moments, the second excluded.
pub(super) async fn ended_between(
    conn: &mut Connection,
    contract: ContractId,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<ClaimRow>, Error> {
    let rows = claim::table
        .filter(claim::contract_id.eq(contract))
        .filter(claim::agreed_at.ge(from))
        .filter(claim::agreed_at.lt(until))
        .order(claim::id.asc())
        .select(ClaimRow::as_select());
    Ok(rows.load(conn).await?)
}

/// Claims by id, whoever asks, locked in order of their ids.
pub(super) async fn lock_claims(conn: &mut Connection, ids: &[ClaimId]) -> Result<Vec<WholeClaim>, Error> {
    let rows = claim::table
        .filter(claim::id.eq_any(ids))
        .order(claim::id.asc())
        .select(ClaimRow::as_select())
        .for_no_key_update();
    let rows = rows.load(conn).await?;
    complete(conn, rows).await
}

fn open_identity() -> (ClaimKind, Vec<ClaimState>) {
    let open = ClaimState::ALL.iter().copied().filter(|state| state.is_open());
    (ClaimKind::Identity, open.collect())
}

/// The open claims of identity against a supplier: the numbers of those that the caller may read, and how many others there are.
pub(super) async fn identity_claims(
    conn: &mut Connection,
    caller: &Caller,
    supplier: PartyId,
) -> Result<(Vec<String>, usize), Error> {
    let (kind, open) = open_identity();
    let claims = claim::table
        .filter(claim::supplier_id.eq(supplier))
        .filter(claim::kind.eq(kind))
        .filter(claim::state.eq_any(open))
        .order(claim::id.asc())
        .select((claim::number, visible(caller)));
    let claims: Vec<(String, bool)> = claims.load(conn).await?;
    let others = claims.iter().filter(|(_, seen)| !seen).count();
    Ok((claims.into_iter().filter(|(_, seen)| *seen).map(|(number, _)| number).collect(), others))
}

/// Those of these suppliers that an open claim of identity holds.
pub(crate) async fn held_by_identity_claims(
    mut conn: &Connection,
    suppliers: &[PartyId],
) -> Result<BTreeSet<PartyId>, Error> {
    let (kind, open) = open_identity();
    let held = claim::table
        .filter(claim::supplier_id.eq_any(suppliers))
        .filter(claim::kind.eq(kind))
        .filter(claim::state.eq_any(open))
        .select(claim::supplier_id);
    let held: Vec<PartyId> = held.load(&mut conn).await?;
    Ok(held.into_iter().collect())
}

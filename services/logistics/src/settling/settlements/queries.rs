//! All SQL of the statements; who may read them stands in [`super::visibility`].

use std::collections::BTreeMap;

use api_types::logistics::ListSettlementsQuery;
use chrono::{DateTime, NaiveDate, Utc};
use db::functions::{nextval, sum};
use db::{Connection, Prepare as _};
use diesel::dsl::{Eq, Nullable, auto_type, count_star, exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_source::Alias;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use domain::logistics::{Measure, Owed, PaymentState, SettlementLineKind, SettlementState};
use domain::shared::{ContractId, ContractLineId, Money, PartyId, ReceiptId, ReceiptLineId, SettlementId};
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::{ConsentRow, LineRow, Settlement, SettlementRow};
use super::statement;
use super::visibility::visible;
use crate::schema::{
    call_off_line, payment, receipt_line, receipt_measure, settlement, settlement_consent, settlement_line,
};
use crate::settling::month_instants;

/// The kinds of lines that take goods.
const TAKES: [SettlementLineKind; 2] = [SettlementLineKind::Delivery, SettlementLineKind::LateDelivery];

diesel::alias!(pub(in crate::settling) const LATER: Alias<Later> = settlement_line as later);

type Kinds = [SettlementLineKind; 2];
type LaterOf<C> = diesel::query_source::AliasedField<Later, C>;

/// The lines of final statements that take goods.
#[auto_type]
pub(in crate::settling) fn takes_goods() -> _ {
    let takes: Kinds = TAKES;
    settlement_line::kind.eq_any(takes)
}

/// Whether a final statement has taken the goods of a receipt line.
#[auto_type]
pub(in crate::settling) fn is_taken() -> _ {
    let of_it: Eq<settlement_line::receipt_line_id, Nullable<receipt_line::id>> =
        settlement_line::receipt_line_id.eq(receipt_line::id.nullable());
    exists(settlement_line::table.filter(of_it).filter(takes_goods()))
}

/// Whether a final statement has taken back what a line took.
#[auto_type]
pub(in crate::settling) fn is_corrected() -> _ {
    let later: Alias<Later> = LATER;
    let of_it: Eq<LaterOf<settlement_line::receipt_line_id>, settlement_line::receipt_line_id> =
        LATER.field(settlement_line::receipt_line_id).eq(settlement_line::receipt_line_id);
    let back: Eq<LaterOf<settlement_line::kind>, SettlementLineKind> =
        LATER.field(settlement_line::kind).eq(SettlementLineKind::TakenBack);
    exists(later.filter(of_it).filter(back))
}

/// A statement that the caller may read, with its lines.
pub(super) async fn find_settlement(
    conn: &mut Connection,
    caller: &Caller,
    id: SettlementId,
) -> Result<Option<Settlement>, Error> {
    let row = find_row(conn, caller, id).await?;
    let Some(row) = row else { return Ok(None) };
    statement::whole(conn, row).await.map(Some)
}

/// Its row alone.
pub(super) async fn find_row(
    conn: &mut Connection,
    caller: &Caller,
    id: SettlementId,
) -> Result<Option<SettlementRow>, Error> {
    let row = settlement::table
        .filter(settlement::id.eq(id))
        .filter(visible(caller))
        .select(SettlementRow::as_select());
    Ok(row.first(conn).await.optional()?)
}

/// Locks a statement whose contract is locked, and reads it again.
pub(super) async fn lock_row(conn: &mut Connection, id: SettlementId) -> Result<SettlementRow, Error> {
    let row = settlement::table.find(id).select(SettlementRow::as_select()).for_no_key_update();
    row.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// A page of the statements that the caller may read.
pub(super) async fn list_rows(
    conn: &mut Connection,
    caller: &Caller,
    (query, month): (&ListSettlementsQuery, Option<NaiveDate>),
    after: Option<SettlementId>,
    limit: i64,
) -> Result<Vec<SettlementRow>, Error> {
    let mut statement = settlement::table
        .filter(visible(caller))
        .order(settlement::id.asc())
        .limit(limit)
        .select(SettlementRow::as_select())
        .into_boxed();
    if let Some(contract) = query.contract_id {
        statement = statement.filter(settlement::contract_id.eq(contract));
    }
    if let Some(state) = query.state {
        statement = statement.filter(settlement::state.eq(state));
    }
    if let Some(month) = month {
        statement = statement.filter(settlement::month.eq(month));
    }
    if let Some(after) = after {
        statement = statement.filter(settlement::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// The statements of some contracts, by contract.
pub(super) async fn of_contracts(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<Vec<SettlementRow>, Error> {
    let rows = settlement::table
        .filter(settlement::contract_id.eq_any(contracts))
        .order((settlement::contract_id, settlement::month))
        .select(SettlementRow::as_select());
    Ok(rows.load(conn).await?)
}

/// Statements of a party, on either side, in some states; the longest there first.
pub(super) async fn list_waiting(
    conn: &mut Connection,
    party: PartyId,
    states: &[SettlementState],
    after: Option<After<SettlementId>>,
    limit: i64,
) -> Result<Vec<SettlementRow>, Error> {
    let mut statement = settlement::table
        .filter(settlement::supplier_id.eq(party).or(settlement::buyer_id.eq(party)))
        .filter(settlement::state.ne(SettlementState::Paid))
        .filter(settlement::state.eq_any(states))
        .order((settlement::updated_at.asc(), settlement::id.asc()))
        .limit(limit)
        .select(SettlementRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = settlement::updated_at.eq(at).and(settlement::id.gt(id));
        statement = statement.filter(settlement::updated_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

/// The next number of a statement.
pub(super) async fn next_number(conn: &mut Connection) -> Result<i64, Error> {
    Ok(diesel::select(nextval("settlement_number")).get_result(conn).await?)
}

pub(super) async fn insert_settlement(conn: &mut Connection, row: &SettlementRow) -> Result<(), Error> {
    diesel::insert_into(settlement::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a statement where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_settlement(
    conn: &mut Connection,
    row: &SettlementRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = settlement::table.filter(settlement::id.eq(row.id)).filter(settlement::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn insert_consent(conn: &mut Connection, row: &ConsentRow) -> Result<(), Error> {
    diesel::insert_into(settlement_consent::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// The yeses to statements, in the order given.
pub(super) async fn consents_of(
    conn: &mut Connection,
    ids: &[SettlementId],
) -> Result<Vec<ConsentRow>, Error> {
    let rows = settlement_consent::table
        .filter(settlement_consent::settlement_id.eq_any(ids))
        .order((settlement_consent::recorded_at, settlement_consent::id))
        .select(ConsentRow::as_select());
    Ok(rows.load(conn).await?)
}

pub(super) async fn insert_lines(conn: &mut Connection, rows: &[LineRow]) -> Result<(), Error> {
    // A statement of many lines has more values than one message to the database carries parameters.
    for some in rows.chunks(500) {
        diesel::insert_into(settlement_line::table).values(some).execute(conn).await?;
    }
    Ok(())
}

/// The lines of a final statement.
pub(super) async fn lines_of(conn: &mut Connection, id: SettlementId) -> Result<Vec<LineRow>, Error> {
    let rows = settlement_line::table
        .filter(settlement_line::settlement_id.eq(id))
        .order(settlement_line::number)
        .select(LineRow::as_select());
    Ok(rows.load(conn).await?)
}

/// Sums of the lines of final statements by kind: amount, tax, how many.
pub(super) async fn sums_of(
    conn: &mut Connection,
    ids: &[SettlementId],
) -> Result<Vec<(SettlementId, SettlementLineKind, i64, i64, i64)>, Error> {
    let rows = settlement_line::table
        .filter(settlement_line::settlement_id.eq_any(ids))
        .group_by((settlement_line::settlement_id, settlement_line::kind))
        .select((
            settlement_line::settlement_id,
            settlement_line::kind,
            sum(settlement_line::amount_rupiah),
            sum(settlement_line::tax_rupiah),
            count_star(),
        ));
    Ok(rows.load(conn).await?)
}

/// What was paid of statements.
pub(super) struct Paid(BTreeMap<(SettlementId, PaymentState), i64>);

impl Paid {
    /// What is owed of a statement that comes to a total, a part of it disputed.
    pub(super) fn owed(&self, id: SettlementId, total: Money, disputed: Money) -> Owed {
        let counted = |state| Money(self.0.get(&(id, state)).copied().unwrap_or(0));
        let (confirmed, recorded) = (counted(PaymentState::Confirmed), counted(PaymentState::Recorded));
        Owed { total, disputed, confirmed, recorded }
    }
}

/// What was paid of statements.
pub(super) async fn paid_of(conn: &mut Connection, ids: &[SettlementId]) -> Result<Paid, Error> {
    let rows: Vec<(SettlementId, PaymentState, i64)> = payment::table
        .filter(payment::settlement_id.eq_any(ids))
        .filter(payment::state.eq_any(PaymentState::COUNTS))
        .group_by((payment::settlement_id, payment::state))
        .select((payment::settlement_id, payment::state, sum(payment::amount_rupiah)))
        .load(conn)
        .await?;
    Ok(Paid(rows.into_iter().map(|(id, state, rupiah)| ((id, state), rupiah)).collect()))
}

/// The number of the paid statement that took goods of a receipt, if one did.
pub(super) async fn paid_by(conn: &mut Connection, receipt: ReceiptId) -> Result<Option<String>, Error> {
    let number = settlement_line::table
        .inner_join(settlement::table.on(settlement::id.eq(settlement_line::settlement_id)))
        .inner_join(receipt_line::table.on(receipt_line::id.nullable().eq(settlement_line::receipt_line_id)))
        .filter(receipt_line::receipt_id.eq(receipt))
        .filter(takes_goods())
        .filter(settlement::state.eq(SettlementState::Paid))
        .order(settlement::number)
        .select(settlement::number);
    Ok(number.first(conn).await.optional()?)
}

/// What later final statements have already carried of the credits of statements, above zero.
pub(super) async fn carried_credits(
    conn: &mut Connection,
    ids: &[SettlementId],
) -> Result<BTreeMap<SettlementId, i64>, Error> {
    let rows: Vec<(Option<SettlementId>, i64)> = settlement_line::table
        .filter(settlement_line::kind.eq(SettlementLineKind::Credit))
        .filter(settlement_line::corrects_settlement_id.eq_any(ids))
        .group_by(settlement_line::corrects_settlement_id)
        .select((settlement_line::corrects_settlement_id, sum(settlement_line::amount_rupiah)))
        .load(conn)
        .await?;
    Ok(rows.into_iter().filter_map(|(id, rupiah)| Some((id?, -rupiah))).collect())
}

/// The sources that final statements have deducted already, among these.
pub(super) async fn deducted_among(
    conn: &mut Connection,
    sources: &[String],
) -> Result<Vec<Option<String>>, Error> {
    let rows = settlement_line::table
        .filter(settlement_line::kind.eq(SettlementLineKind::Deduction))
        .filter(settlement_line::source.eq_any(sources))
        .select(settlement_line::source);
    Ok(rows.load(conn).await?)
}

/// Goods of a posted receipt that was not taken back, and that no final statement has taken.
#[derive(Debug, Clone, Queryable)]
pub(super) struct GoodsRow {
    pub(super) receipt_line: ReceiptLineId,
    pub(super) receipt: ReceiptId,
    pub(super) contract_line: ContractLineId,
    pub(super) commodity: String,
    pub(super) form: String,
    pub(super) received_at: DateTime<Utc>,
    pub(super) amount_rupiah: i64,
    pub(super) price: Option<serde_json::Value>,
    /// So much of the form ordered ...
    pub(super) yield_input: i64,
    /// ... counts as so much of that of the contract line.
    pub(super) yield_output: i64,
}

/// The first of such goods of a contract that were received in some months, given by their first days.
pub(super) async fn untaken(
    conn: &mut Connection,
    contract: ContractId,
    months: &[NaiveDate],
    limit: i64,
) -> Result<Vec<GoodsRow>, Error> {
    let rows = receipt_line::table
        .inner_join(call_off_line::table.on(call_off_line::id.eq(receipt_line::call_off_line_id)))
        .filter(receipt_line::contract_id.eq(contract))
        .filter(receipt_line::posted_at.is_not_null())
        .filter(receipt_line::reversed_at.is_null())
        .filter(received_in(months))
        .filter(not(is_taken()))
        .order((receipt_line::received_at, receipt_line::id))
        .limit(limit)
        .select((
            receipt_line::id,
            receipt_line::receipt_id,
            receipt_line::contract_line_id,
            receipt_line::commodity_code,
            receipt_line::form_code,
            receipt_line::received_at,
            receipt_line::amount_rupiah,
            receipt_line::price,
            call_off_line::yield_input,
            call_off_line::yield_output,
        ));
    Ok(rows.load(conn).await?)
}

/// A filter of receipt lines joined with the order lines they are of.
type Received = Box<
    dyn BoxableExpression<
            diesel::dsl::InnerJoinQuerySource<
                receipt_line::table,
                call_off_line::table,
                diesel::dsl::Eq<call_off_line::id, receipt_line::call_off_line_id>,
            >,
            Pg,
            SqlType = Bool,
        >,
>;

/// Whether goods were received in one of these months, in Asia/Jakarta.
fn received_in(months: &[NaiveDate]) -> Received {
    let none: Received = Box::new(receipt_line::number.lt(0));
    months.iter().fold(none, |any, month| {
        let (from, until) = month_instants(*month);
        Box::new(any.or(receipt_line::received_at.ge(from).and(receipt_line::received_at.lt(until))))
    })
}

/// What was accepted on receipt lines, by measure, in base units.
pub(super) async fn accepted_on(
    conn: &mut Connection,
    lines: &[ReceiptLineId],
) -> Result<BTreeMap<(ReceiptLineId, Measure), i64>, Error> {
    let rows: Vec<(ReceiptLineId, Measure, i64)> = receipt_measure::table
        .filter(receipt_measure::receipt_line_id.eq_any(lines))
        .select((receipt_measure::receipt_line_id, receipt_measure::dimension, receipt_measure::accepted))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(line, measure, base)| ((line, measure), base)).collect())
}

/// The first lines of final statements whose goods were taken back since, and when; none that a final statement has corrected.
pub(super) async fn taken_back(
    conn: &mut Connection,
    ids: &[SettlementId],
    limit: i64,
) -> Result<Vec<(LineRow, Option<DateTime<Utc>>)>, Error> {
    let rows = settlement_line::table
        .inner_join(receipt_line::table.on(receipt_line::id.nullable().eq(settlement_line::receipt_line_id)))
        .filter(settlement_line::settlement_id.eq_any(ids))
        .filter(takes_goods())
        .filter(receipt_line::reversed_at.is_not_null())
        .filter(not(is_corrected()))
        .order((receipt_line::reversed_at, receipt_line::id))
        .limit(limit)
        .select((LineRow::as_select(), receipt_line::reversed_at));
    Ok(rows.load(conn).await?)
}

//! What is owed under contracts, in one statement for each kind of fact whatever their number.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use db::Connection;
use db::functions::sum;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::{Account, Owed, PaymentState, SettlementLineKind, SettlementState, overdue_days};
use domain::shared::{ContractId, Money, PartyId, SettlementId};
use service::Error;

use crate::outside::ContractRow;
use crate::schema::{payment, projected_contract, receipt_line, settlement, settlement_line};
use crate::settling::settlements::{is_corrected, is_taken, takes_goods};

/// What is known of the account of a contract.
#[derive(Debug, Clone, Default)]
pub(super) struct Figures {
    pub(super) account: Account,
    /// Said to be paid, and not confirmed yet.
    pub(super) recorded: i128,
    /// What is left of final statements.
    pub(super) due: i128,
    /// The part of it whose day has passed.
    pub(super) overdue: i128,
    /// The day by which the oldest part of it was to be paid.
    pub(super) since: Option<NaiveDate>,
    pub(super) overdue_days: i64,
}

/// The contracts of a party, on either side, under which something was received or paid.
pub(super) async fn contracts_of(
    conn: &mut Connection,
    party: PartyId,
    contract: Option<ContractId>,
    after: Option<ContractId>,
    limit: i64,
) -> Result<Vec<ContractRow>, Error> {
    let received = receipt_line::table
        .filter(receipt_line::contract_id.eq(projected_contract::id))
        .filter(receipt_line::posted_at.is_not_null());
    let mut statement = projected_contract::table
        .filter(projected_contract::supplier_id.eq(party).or(projected_contract::buyer_id.eq(party)))
        .filter(exists(received))
        .order(projected_contract::id.asc())
        .limit(limit)
        .select(ContractRow::as_select())
        .into_boxed();
    if let Some(contract) = contract {
        statement = statement.filter(projected_contract::id.eq(contract));
    }
    if let Some(after) = after {
        statement = statement.filter(projected_contract::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// The figures of contracts on a day.
pub(super) async fn figures_of(
    conn: &mut Connection,
    contracts: &[ContractId],
    today: NaiveDate,
) -> Result<BTreeMap<ContractId, Figures>, Error> {
    let mut figures: BTreeMap<ContractId, Figures> = BTreeMap::new();
    for (contract, rupiah) in untaken(conn, contracts).await? {
        figures.entry(contract).or_default().account.unsettled += i128::from(rupiah);
    }
    for (contract, amount, tax) in taken_back(conn, contracts).await? {
        figures.entry(contract).or_default().account.unsettled -= i128::from(amount) + i128::from(tax);
    }
    for (contract, amount, tax) in settled(conn, contracts).await? {
        figures.entry(contract).or_default().account.settled += i128::from(amount) + i128::from(tax);
    }
    let paid = paid(conn, contracts).await?;
    for ((contract, _, state), rupiah) in &paid {
        let of = figures.entry(*contract).or_default();
        match state {
            PaymentState::Confirmed => of.account.paid += i128::from(*rupiah),
            _ => of.recorded += i128::from(*rupiah),
        }
    }
    for (id, contract, total, due) in unpaid(conn, contracts).await? {
        let confirmed = paid.get(&(contract, id, PaymentState::Confirmed)).copied().unwrap_or(0);
        let owed = Owed { total: Money(total.unwrap_or(0)), confirmed: Money(confirmed), ..Owed::default() };
        figures.entry(contract).or_default().add_due(&owed, due.unwrap_or(today), today);
    }
    Ok(figures)
}

impl Figures {
    fn add_due(&mut self, owed: &Owed, due: NaiveDate, today: NaiveDate) {
        if owed.is_settled() {
            return;
        }
        let late = overdue_days(due, today);
        self.due += owed.left();
        self.overdue += if late > 0 { owed.left() } else { 0 };
        self.since = Some(self.since.map_or(due, |since| since.min(due)));
        self.overdue_days = self.overdue_days.max(late);
    }
}

/// Goods that hold and that no final statement has taken.
async fn untaken(conn: &mut Connection, contracts: &[ContractId]) -> Result<Vec<(ContractId, i64)>, Error> {
    let rows = receipt_line::table
        .filter(receipt_line::contract_id.eq_any(contracts))
        .filter(receipt_line::posted_at.is_not_null())
        .filter(receipt_line::reversed_at.is_null())
        .filter(not(is_taken()))
        .group_by(receipt_line::contract_id)
        .select((receipt_line::contract_id, sum(receipt_line::amount_rupiah)));
    Ok(rows.load(conn).await?)
}

/// Goods that a final statement has taken, that were taken back since, and that no final statement has corrected.
async fn taken_back(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<Vec<(ContractId, i64, i64)>, Error> {
    let rows = settlement_line::table
        .inner_join(receipt_line::table.on(receipt_line::id.nullable().eq(settlement_line::receipt_line_id)))
        .filter(receipt_line::contract_id.eq_any(contracts))
        .filter(receipt_line::reversed_at.is_not_null())
        .filter(takes_goods())
        .filter(not(is_corrected()))
        .group_by(receipt_line::contract_id)
        .select((
            receipt_line::contract_id,
            sum(settlement_line::amount_rupiah),
            sum(settlement_line::tax_rupiah),
        ));
    Ok(rows.load(conn).await?)
}

/// What final statements say, without credits.
async fn settled(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<Vec<(ContractId, i64, i64)>, Error> {
    let rows = settlement_line::table
        .inner_join(settlement::table.on(settlement::id.eq(settlement_line::settlement_id)))
        .filter(settlement::contract_id.eq_any(contracts))
        .filter(settlement_line::kind.ne(SettlementLineKind::Credit))
        .group_by(settlement::contract_id)
        .select((
            settlement::contract_id,
            sum(settlement_line::amount_rupiah),
            sum(settlement_line::tax_rupiah),
        ));
    Ok(rows.load(conn).await?)
}

/// What was paid, by contract, statement and state.
async fn paid(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<BTreeMap<(ContractId, SettlementId, PaymentState), i64>, Error> {
    let rows: Vec<(ContractId, SettlementId, PaymentState, i64)> = payment::table
        .filter(payment::contract_id.eq_any(contracts))
        .filter(payment::state.eq_any(PaymentState::COUNTS))
        .group_by((payment::contract_id, payment::settlement_id, payment::state))
        .select((payment::contract_id, payment::settlement_id, payment::state, sum(payment::amount_rupiah)))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(contract, of, state, rupiah)| ((contract, of, state), rupiah)).collect())
}

/// A final statement that is not paid: what it says, and its day.
type Unpaid = (SettlementId, ContractId, Option<i64>, Option<NaiveDate>);

async fn unpaid(conn: &mut Connection, contracts: &[ContractId]) -> Result<Vec<Unpaid>, Error> {
    let rows = settlement::table
        .filter(settlement::contract_id.eq_any(contracts))
        .filter(settlement::state.eq(SettlementState::Confirmed))
        .select((settlement::id, settlement::contract_id, settlement::total_rupiah, settlement::due_date));
    Ok(rows.load(conn).await?)
}

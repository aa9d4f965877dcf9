//! What receipts accepted on contract lines, summed from the lines kept of them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::functions::sum;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{CallOffLineId, ContractId, ContractLineId, Ratio, jakarta_date};
use service::Error;

use crate::schema::realized_line;

/// What was accepted on each line of some contracts by posted receipts that were not taken back, in base units of the line's
/// form.
pub(crate) async fn accepted_by_line(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<BTreeMap<ContractLineId, i64>, Error> {
    let mut accepted = BTreeMap::new();
    for (line, _, base) in accepted_by_day(conn, contracts).await? {
        *accepted.entry(line).or_insert(0) += base;
    }
    Ok(accepted)
}

/// The amounts of posted receipts of some contracts that were not taken back, in rupiah.
pub(crate) async fn accepted_rupiah(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<Vec<(ContractId, i64)>, Error> {
    let sums = realized_line::table
        .filter(realized_line::contract_id.eq_any(contracts))
        .filter(realized_line::reversed_at.is_null())
        .group_by(realized_line::contract_id)
        .select((realized_line::contract_id, sum(realized_line::amount_rupiah)));
    Ok(sums.load(conn).await?)
}

/// When goods under a contract were received last, by posted receipts that were not taken back.
pub(crate) async fn last_received_at(
    conn: &mut Connection,
    contract: ContractId,
) -> Result<Option<DateTime<Utc>>, Error> {
    let query = realized_line::table
        .filter(realized_line::contract_id.eq(contract))
        .filter(realized_line::reversed_at.is_null())
        .filter(realized_line::delivered_base.is_distinct_from(0))
        .select(diesel::dsl::max(realized_line::received_at));
    Ok(query.first(conn).await?)
}

/// A line of a receipt: contract line, order line, when it was received, accepted, and what that counts as.
type AcceptedRow = (Option<ContractLineId>, Option<CallOffLineId>, DateTime<Utc>, Option<i64>, i64, i64);

/// The same, each amount with the day in Jakarta on which it was received. What was accepted on a line of an order is counted
/// as a whole: each receipt adds what the whole has grown by.
pub(crate) async fn accepted_by_day(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<Vec<(ContractLineId, NaiveDate, i64)>, Error> {
    let rows: Vec<AcceptedRow> = realized_line::table
        .filter(realized_line::contract_id.eq_any(contracts))
        .filter(realized_line::reversed_at.is_null())
        .order((realized_line::received_at, realized_line::id))
        .select((
            realized_line::contract_line_id,
            realized_line::call_off_line_id,
            realized_line::received_at,
            realized_line::accepted_base,
            realized_line::yield_input,
            realized_line::yield_output,
        ))
        .load(conn)
        .await?;
    let mut so_far = Counted::default();
    let amount = |(line, order, at, base, input, output): AcceptedRow| {
        let counted = so_far.add(order, base?, Ratio::new(input, output).unwrap_or(Ratio::SAME));
        Some((line?, jakarta_date(at), counted))
    };
    Ok(rows.into_iter().filter_map(amount).collect())
}

/// When receipts first accepted goods under some contracts, by posted receipts that were not taken back.
pub(crate) async fn first_accepted_at(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<BTreeMap<ContractId, DateTime<Utc>>, Error> {
    let rows: Vec<(ContractId, Option<DateTime<Utc>>)> = realized_line::table
        .filter(realized_line::contract_id.eq_any(contracts))
        .filter(realized_line::reversed_at.is_null())
        .filter(realized_line::accepted_base.gt(0))
        .group_by(realized_line::contract_id)
        .select((realized_line::contract_id, diesel::dsl::min(realized_line::received_at)))
        .load(conn)
        .await?;
    Ok(rows.into_iter().filter_map(|(contract, at)| Some((contract, at?))).collect())
}

/// Amounts of receipts counted in the form of their contract lines. What came on a line of an order is counted as a whole: each
/// receipt adds what the whole has grown by.
#[derive(Debug, Default)]
pub(super) struct Counted(BTreeMap<Option<CallOffLineId>, i128>);

impl Counted {
    /// What so much of the form ordered adds, in base units of the line's.
    pub(super) fn add(&mut self, order: Option<CallOffLineId>, base: i64, counts: Ratio) -> i64 {
        let so_far = self.0.entry(order).or_default();
        let added = counts.adds(*so_far, base.into());
        *so_far += i128::from(base);
        i64::try_from(added).unwrap_or(i64::MAX)
    }
}

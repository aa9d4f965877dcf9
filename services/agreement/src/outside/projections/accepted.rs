//! What receipts accepted on contract lines, summed from the lines kept of them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::functions::sum;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{ContractId, ContractLineId, jakarta_date};
use service::Error;

use crate::schema::realized_line;

/// What was accepted on each line of some contracts by posted receipts that were not taken back, in base units.
pub(crate) async fn accepted_by_line(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<BTreeMap<ContractLineId, i64>, Error> {
    let rows: Vec<(Option<ContractLineId>, Option<i64>)> = realized_line::table
        .filter(realized_line::contract_id.eq_any(contracts))
        .filter(realized_line::reversed_at.is_null())
        .select((realized_line::contract_line_id, realized_line::accepted_base))
        .load(conn)
        .await?;
    let mut accepted = BTreeMap::new();
    for (line, base) in rows.into_iter().filter_map(|(line, base)| line.zip(base)) {
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
        .select(diesel::dsl::max(realized_line::received_at));
    Ok(query.first(conn).await?)
}

/// The same, each amount with the day in Jakarta on which it was received.
pub(crate) async fn accepted_by_day(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<Vec<(ContractLineId, NaiveDate, i64)>, Error> {
    let rows: Vec<(Option<ContractLineId>, Option<i64>, DateTime<Utc>)> = realized_line::table
        .filter(realized_line::contract_id.eq_any(contracts))
        .filter(realized_line::reversed_at.is_null())
        .order(realized_line::id)
        .select((realized_line::contract_line_id, realized_line::accepted_base, realized_line::received_at))
        .load(conn)
        .await?;
    let amount = |(line, base, at): (Option<ContractLineId>, Option<i64>, DateTime<Utc>)| {
        Some((line?, jakarta_date(at), base?))
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

//! What receipts accepted on contract lines, summed from the lines kept of them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::OrderDraw;
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
    let mut so_far: BTreeMap<Option<CallOffLineId>, i128> = BTreeMap::new();
    let amount = |(line, order, at, base, input, output): AcceptedRow| {
        let (line, base) = (line?, base?);
        let counts = Ratio::new(input, output).unwrap_or(Ratio::SAME);
        let accepted = so_far.entry(order).or_default();
        let draw = OrderDraw { ordered: 0, accepted: *accepted, counts };
        *accepted += i128::from(base);
        let counted = i64::try_from(draw.receives(base.into())).unwrap_or(base);
        Some((line, jakarta_date(at), counted))
    };
    Ok(rows.into_iter().filter_map(amount).collect())
}

//! The value of contracts whose lines state no quantity: now, and at any point of both times.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use db::Connection;
use db::functions::sum;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::{AcceptedFact, ContractValue, GoodsAtPrice, ReceiptState, open_on, value_of};
use domain::shared::{CallOffId, ContractId, ContractLineId};
use service::Error;

use super::history::{self, When};
use crate::ordering::call_offs::CallOffLineRow;
use crate::ordering::prices::Prices;
use crate::ordering::value::Goods;
use crate::outside::{ContractLineRow, ContractRow, contract_lines_of};
use crate::schema::{call_off_line, receipt_line};

/// The present values of those contracts that something limits, by the terms of a day. To be judged by, it is read in a
/// statement after the lock.
pub(crate) async fn values(
    conn: &Connection,
    contracts: &[&ContractRow],
    day: NaiveDate,
) -> Result<BTreeMap<ContractId, ContractValue>, Error> {
    let mut values = limited(contracts, |row| row.value_on(day));
    if values.is_empty() {
        return Ok(values);
    }
    let ids: Vec<ContractId> = values.keys().copied().collect();
    let mut shared = conn;
    let accepted: Vec<(ContractId, i64)> = receipt_line::table
        .filter(receipt_line::contract_id.eq_any(&ids))
        .filter(receipt_line::posted_at.is_not_null())
        .filter(receipt_line::reversed_at.is_null())
        .group_by(receipt_line::contract_id)
        .select((receipt_line::contract_id, sum(receipt_line::amount_rupiah)))
        .load(&mut shared)
        .await?;
    for (id, rupiah) in accepted {
        values.entry(id).or_default().accepted = rupiah.into();
    }
    let lines = contract_lines_of(conn, &ids).await?;
    let open: Vec<CallOffLineRow> = call_off_line::table
        .filter(call_off_line::contract_line_id.eq_any(lines.keys().copied().collect::<Vec<_>>()))
        .filter(call_off_line::open)
        .filter(call_off_line::ordered_base.gt(call_off_line::accepted_base))
        .select(CallOffLineRow::as_select())
        .load(&mut shared)
        .await?;
    let open = open.iter().map(|line| Goods::of(line, line.ordered_base - line.accepted_base));
    add_open(conn, &mut values, &lines, &open.collect::<Vec<_>>()).await?;
    Ok(values)
}

/// The values at a point of both times, recomputed from the facts.
pub(crate) async fn values_at(
    conn: &mut Connection,
    contracts: &[&ContractRow],
    when: When,
) -> Result<BTreeMap<ContractId, ContractValue>, Error> {
    let mut values = limited(contracts, |row| row.value_at(when.as_of, when.known_at));
    if values.is_empty() {
        return Ok(values);
    }
    let ids: Vec<ContractId> = values.keys().copied().collect();
    let lines = contract_lines_of(conn, &ids).await?;
    let named: Vec<ContractLineId> = lines.keys().copied().collect();
    let mut received = Vec::new();
    for row in history::accepted(conn, &named, when).await? {
        if let Some(line) = lines.get(&row.line) {
            values.entry(line.contract_id).or_default().accepted += i128::from(row.amount_rupiah);
        }
        let state = ReceiptState::Posted;
        received.push(AcceptedFact { call_off_line: row.call_off_line, accepted: row.accepted, state });
    }
    let ordered = history::ordered(conn, &named, when).await?;
    let facts: Vec<_> = ordered.iter().map(|one| one.fact).collect();
    let waits = open_on(&facts, &received);
    let open = ordered.iter().filter_map(|one| {
        // What one line of an order asks for is stored in 64 bits, and what is left of it is no more.
        let left = waits.get(&one.fact.id).and_then(|left| i64::try_from(*left).ok())?;
        let (counts, variant) = (one.fact.counts, one.variant);
        Some(Goods { order: one.order, line: one.line, base: left, counts, variant })
    });
    add_open(conn, &mut values, &lines, &open.collect::<Vec<_>>()).await?;
    Ok(values)
}

fn limited(
    contracts: &[&ContractRow],
    value: impl Fn(&ContractRow) -> ContractValue,
) -> BTreeMap<ContractId, ContractValue> {
    let all = contracts.iter().map(|row| (row.id, value(row)));
    all.filter(|(_, value)| value.left().is_some()).collect()
}

/// Adds what is open at the price of its order.
async fn add_open(
    conn: &Connection,
    values: &mut BTreeMap<ContractId, ContractValue>,
    lines: &BTreeMap<ContractLineId, ContractLineRow>,
    open: &[Goods],
) -> Result<(), Error> {
    let orders: Vec<CallOffId> = open.iter().map(|goods| goods.order).collect();
    let prices = Prices::of(conn, lines, &orders).await?;
    let mut goods: BTreeMap<ContractId, Vec<GoodsAtPrice>> = BTreeMap::new();
    for one in open {
        if let Some((contract, one)) = prices.goods(one)? {
            goods.entry(contract).or_default().push(one);
        }
    }
    for (contract, goods) in goods {
        values.entry(contract).or_default().open = value_of(&goods);
    }
    Ok(())
}

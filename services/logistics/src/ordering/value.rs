//! Whether the value of contracts has room: for an order that is issued, for what a receipt accepts, and for what an ended
//! order takes again. Whoever calls holds the lock of all lines of these contracts.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::logistics::{
    ContractValue, GoodsAtPrice, ReceivedGoods, check_value_ordered, check_value_received,
    check_value_taken_again, value_of,
};
use domain::shared::{CallOffId, ContractId, ContractLineId, Ratio, VariantId};
use service::{Error, OccurredAt, Tx};

use super::balances::values;
use super::call_offs::{CallOffLineRow, Order};
use super::prices::Prices;
use crate::outside::{Contract, ContractLineRow, contracts_by_id, lines_by_id};

/// Goods of an order on a contract line, in base units of the form ordered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Goods {
    pub(crate) order: CallOffId,
    pub(crate) line: ContractLineId,
    pub(crate) base: i64,
    /// What that form counts as in that of the contract line.
    pub(crate) counts: Ratio,
    /// The product variant ordered.
    pub(crate) variant: Option<VariantId>,
}

impl Goods {
    /// So much of what a line of an order asks for.
    pub(crate) fn of(line: &CallOffLineRow, base: i64) -> Self {
        Self {
            order: line.call_off_id,
            line: line.contract_line_id,
            base,
            counts: line.counts(),
            variant: line.variant_id,
        }
    }
}

/// Whether an order fits, whose lines are not open when this is asked, by the terms of the day it is of.
pub(super) async fn judge_ordered(
    tx: &Tx<'_>,
    order: &Order,
    contract: &Contract,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
    occurred: OccurredAt,
) -> Result<(), Error> {
    let Some(value) = values(tx.conn, &[&contract.row], occurred.day()).await?.remove(&contract.row.id)
    else {
        return Ok(());
    };
    let prices = Prices::of(tx.conn, terms, &[order.row.id]).await?.issued(order.row.id, occurred, tx.now);
    let goods = |line: &CallOffLineRow| {
        let goods = prices.goods(&Goods::of(line, (line.ordered_base - line.accepted_base).max(0)));
        goods.map(|goods| goods.map(|(_, goods)| goods)).transpose()
    };
    let asked: Vec<GoodsAtPrice> = order.lines.iter().filter_map(goods).collect::<Result<_, _>>()?;
    // An amendment that was signed, or given up, may be on its way here.
    check_value_ordered(&contract.row.number, &value, &asked)
        .map_err(|refusal| Error::behind("agreement", refusal))
}

/// Whether what a receipt accepted fits, once everything of it is written: its lines with their amounts, and what it
/// accepted beyond what its orders waited for.
pub(crate) async fn judge_received(
    tx: &Tx<'_>,
    contracts: &[ContractId],
    received: &[(Goods, i64)],
    beyond: &[Goods],
    day: NaiveDate,
) -> Result<(), Error> {
    for (id, value) in present(tx, contracts, day).await? {
        let goods: Vec<Goods> = received.iter().map(|(goods, _)| *goods).collect();
        let amounts = received.iter().map(|(_, amount)| *amount);
        let at_prices = priced(tx, id, &goods).await?.into_iter().zip(amounts);
        let of_contract =
            at_prices.filter_map(|(goods, amount)| Some(ReceivedGoods { goods: goods?, amount }));
        let beyond: Vec<_> = priced(tx, id, beyond).await?.into_iter().flatten().collect();
        check_value_received(&value, &of_contract.collect::<Vec<_>>(), &beyond)?;
    }
    Ok(())
}

/// Whether what ended orders gave back still fits, now that they are open for it again.
pub(super) async fn judge_taken_again(
    tx: &Tx<'_>,
    contracts: &[ContractId],
    given_back: &[Goods],
) -> Result<(), Error> {
    for (id, mut value) in present(tx, contracts, tx.today()).await? {
        let again: Vec<_> = priced(tx, id, given_back).await?.into_iter().flatten().collect();
        value.open -= value_of(&again);
        check_value_taken_again(&value, &again)?;
    }
    Ok(())
}

/// The contracts of orders that a largest value limits, or may.
pub(crate) fn limited_by_value(orders: &[Order]) -> Vec<ContractId> {
    let limited = orders.iter().map(|order| &order.contract.row).filter(|row| row.kind.has_value_limit());
    limited.map(|row| row.id).collect()
}

/// The values of contracts as they are under the lock; empty where nothing limits them.
async fn present(
    tx: &Tx<'_>,
    contracts: &[ContractId],
    day: NaiveDate,
) -> Result<BTreeMap<ContractId, ContractValue>, Error> {
    if contracts.is_empty() {
        return Ok(BTreeMap::new());
    }
    let contracts = contracts_by_id(tx.conn, contracts).await?;
    let rows: Vec<_> = contracts.values().map(|contract| &contract.row).collect();
    values(tx.conn, &rows, day).await
}

/// Goods of one contract at the prices of their orders, in the same order; none for those of others.
async fn priced(
    tx: &Tx<'_>,
    contract: ContractId,
    goods: &[Goods],
) -> Result<Vec<Option<GoodsAtPrice>>, Error> {
    let named: Vec<ContractLineId> = goods.iter().map(|one| one.line).collect();
    let orders: Vec<CallOffId> = goods.iter().map(|one| one.order).collect();
    let lines = lines_by_id(tx.conn, &named).await?;
    let prices = Prices::of(tx.conn, &lines, &orders).await?;
    let priced = |one: &Goods| {
        if lines.get(&one.line).is_some_and(|line| line.contract_id != contract) {
            return Ok(None);
        }
        let priced = prices.goods(one)?.map(|(_, goods)| goods);
        priced.map(Some).ok_or_else(|| Error::not_yet_known("agreement", &one.line.to_string()))
    };
    goods.iter().map(priced).collect()
}

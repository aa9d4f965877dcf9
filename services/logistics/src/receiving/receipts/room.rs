//! What a receipt may accept: what its contract lines and its order lines still may receive, and nothing of anybody else's
//! order. The rest is held excess.

use std::collections::BTreeMap;

use domain::logistics::{OrderedLine, check_receipt};
use domain::shared::{CallOffLineId, ContractLineId};
use service::{Error, OccurredAt, Tx};

use super::rows::WholeReceipt;
use crate::ordering::{
    Goods, Happening, Order, Portion, add_accepted, beyond_orders, beyond_what_was_ordered, check_limits,
    current, judge_received, limited_by_value, lock_lines,
};
use crate::outside::{ContractLineRow, lines_by_id};
use crate::transport::WholeShipment;

/// Locks the contract lines of a receipt whose orders are locked, then, in the next statement, sums what they may still
/// receive. Gives their terms.
pub(super) async fn check_room(
    tx: &mut Tx<'_>,
    whole: &WholeReceipt,
    shipment: &WholeShipment,
    orders: &[Order],
    received: OccurredAt,
) -> Result<BTreeMap<ContractLineId, ContractLineRow>, Error> {
    let ids = whole.contract_lines();
    lock_lines(tx.conn, orders).await?;
    let balances = current(tx.conn, &ids, (received.day(), tx.today())).await?;
    check_receipt(&balances, &counted(orders, &whole.accepted()))?;
    check_limits(tx.conn, orders, &goods_of(whole, shipment), Happening::Received(received), tx.now).await?;
    beyond_orders(tx, orders, &whole.accepted(), received.day()).await?;
    lines_by_id(tx.conn, &ids).await
}

/// What lines of orders accept more than so far, as it counts on their contract lines.
fn counted(orders: &[Order], accepted: &BTreeMap<CallOffLineId, i64>) -> Vec<OrderedLine> {
    let lines = orders.iter().flat_map(|order| &order.lines);
    let more = lines.filter_map(|line| Some((line, *accepted.get(&line.id)?)));
    more.map(|(line, more)| line.counted(line.draw().receives(more.into()))).collect()
}

/// Adds what a posted receipt accepts to its orders, and holds it against the value of their contracts: its amounts are known
/// and counted with those before.
pub(super) async fn take_in(
    tx: &mut Tx<'_>,
    whole: &WholeReceipt,
    orders: Vec<Order>,
    received: OccurredAt,
) -> Result<(), Error> {
    let (limited, accepted) = (limited_by_value(&orders), whole.accepted());
    let beyond = beyond_what_was_ordered(&orders, &accepted);
    let ordered = || orders.iter().flat_map(|order| &order.lines);
    let line = |line: &super::rows::WholeLine| {
        let of = ordered().find(|of| of.id == line.row.call_off_line_id)?;
        Some((Goods::of(of, line.row.accepted_base), line.row.amount_rupiah))
    };
    let lines: Vec<_> = whole.lines.iter().filter_map(line).collect();
    add_accepted(tx, orders, &accepted, received).await?;
    judge_received(tx, &limited, &lines, &beyond, received.day()).await
}

/// The goods a receipt names, as their orders are judged by them.
pub(super) fn goods_of(whole: &WholeReceipt, shipment: &WholeShipment) -> Vec<Portion> {
    let goods = |line: &super::rows::WholeLine| {
        let item = shipment.items.iter().find(|item| item.id == line.row.shipment_item_id);
        Portion {
            item: line.row.shipment_item_id,
            line: line.row.call_off_line_id,
            loaded: item.map_or(0, |item| item.quantity_base),
            accepted: line.row.accepted_base,
        }
    };
    whole.lines.iter().map(goods).collect()
}

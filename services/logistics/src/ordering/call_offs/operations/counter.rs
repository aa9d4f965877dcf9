//! The supplier's counter-offer: another date or smaller amounts.

use api_types::logistics::CounterCallOffRequest;
use api_types::{Check, WireQuantity};
use domain::say;
use domain::shared::{CallOffId, Invalid};
use domain::words::amount;
use service::{Error, Tx};
use web::{Command, Reply, Transition as _};

use super::delivery::check_delivery;
use super::forms::counts_as_a_quantity;
use super::reply;
use crate::context::Context;
use crate::ordering::call_offs::access::op;
use crate::ordering::call_offs::order::Order;
use crate::ordering::call_offs::queries;
use crate::ordering::call_offs::rows::CallOffLineRow;

/// The supplier proposes another date or smaller amounts; the order keeps its place meanwhile; 200.
pub(in crate::ordering::call_offs) async fn counter_call_off(
    context: &Context,
    id: CallOffId,
    command: Command<op::CounterCallOff, CounterCallOffRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut order = queries::lock_order(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&order, op::CounterCallOff::EVENT, &body.circumstances()).await?;
            propose(tx, &mut order, &body).await?;
            tx.finish(&mut order, step).await?;
            let terms = order.terms(tx.conn).await?;
            reply(tx, order, &terms).await
        })
        .await
}

/// Writes the proposal onto the order.
async fn propose(tx: &mut Tx<'_>, order: &mut Order, body: &CounterCallOffRequest) -> Result<(), Error> {
    let mut check = Check::new();
    check.length("/lines", &body.lines, 0..=100);
    check.require(!body.lines.is_empty() || body.delivery_date.is_some(), || {
        Invalid::new(
            "/lines",
            "nothing-proposed",
            "Usulkan tanggal lain (`delivery_date`) atau jumlah yang lebih kecil (`lines`).",
            "Propose another date (`delivery_date`) or smaller amounts (`lines`).",
        )
    });
    for (index, proposal) in body.lines.iter().enumerate() {
        let pointer = format!("/lines/{index}");
        let line = order.lines.iter_mut().find(|line| line.id == proposal.call_off_line_id);
        match line {
            Some(line) => propose_line(&mut check, &pointer, line, &proposal.quantity),
            None => check.push(Invalid::new(
                format!("{pointer}/call_off_line_id"),
                "unknown-line",
                "Pilih baris dari pesanan ini.",
                "Choose a line of this order.",
            )),
        }
    }
    if let Some(date) = body.delivery_date {
        check_delivery(tx, &mut check, "/delivery_date", date, &order.contract).await?;
    }
    check.finish()?;
    order.row.proposed_delivery_date = body.delivery_date;
    for line in &order.lines {
        if let Some(base) = line.proposed_base {
            queries::propose(tx.conn, line.id, base).await?;
        }
    }
    Ok(())
}

/// Another amount of a line, in base units: of its measure, and one that counts.
pub(super) fn read_amount(
    check: &mut Check,
    pointer: &str,
    line: &CallOffLineRow,
    asked: &WireQuantity,
) -> Option<i64> {
    let quantity = check.positive(&format!("{pointer}/quantity"), asked)?;
    if quantity.dimension() != line.unit.dimension() {
        check.push(Invalid::says(
            format!("{pointer}/quantity/unit"),
            "unlike-unit",
            say!(
                "Tulis jumlah dalam satuan yang sejenis dengan {unit}.",
                "Write the amount in a unit of the same kind as {unit}.",
                unit = line.unit,
            ),
        ));
        return None;
    }
    check.require(counts_as_a_quantity(quantity.base(), line.counts()), || {
        Invalid::new(
            format!("{pointer}/quantity"),
            "counts-as-nothing",
            "Jumlah ini terlalu kecil untuk dihitung dalam bentuk baris kontraknya; usulkan jumlah yang lebih besar.",
            "This amount is too small to count in the form of its contract line; propose a larger one.",
        )
    });
    Some(quantity.base())
}

fn propose_line(check: &mut Check, pointer: &str, line: &mut CallOffLineRow, asked: &WireQuantity) {
    let Some(base) = read_amount(check, pointer, line, asked) else { return };
    check.require(base <= line.ordered_base, || {
        Invalid::says(
            format!("{pointer}/quantity"),
            "more-than-ordered",
            say!(
                "Usulkan paling banyak yang dipesan, {ordered}; jumlah yang lebih besar dipesan oleh pembeli.",
                "Propose what was ordered at most, {ordered}; it is for the buyer to order more.",
                ordered = amount(line.ordered_base, line.unit),
            ),
        )
    });
    check.require(line.proposed_base.is_none(), || {
        Invalid::new(
            format!("{pointer}/call_off_line_id"),
            "repeated",
            "Setiap baris hanya dapat diusulkan satu kali.",
            "Each line can be proposed once.",
        )
    });
    line.proposed_base = Some(base);
}

//! Answering an order: the supplier accepts, refuses or proposes something else; the buyer takes the proposal.

use api_types::logistics::CounterCallOffRequest;
use api_types::{Check, TransitionRequest};
use domain::logistics::CallOffEvent;
use domain::shared::{CallOffId, Invalid};
use service::{Error, NoteRule};
use web::{Command, Reply};

use super::super::order::{Order, Side};
use super::super::queries;
use super::super::rows::CallOffLineRow;
use super::circumstances;
use super::issue::{judge_balance, judge_guarantee};
use crate::access::op;
use crate::context::Context;

/// The supplier promises to deliver; 200.
pub(in crate::call_offs) async fn accept_call_off(
    context: &Context,
    id: CallOffId,
    command: Command<op::AcceptCallOff, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut order = Order::begin(tx, id, CallOffEvent::Accept, Side::Supplier).await?;
            let claim = circumstances(tx, &body, NoteRule::Optional).await?;
            order.advance(tx, &body, claim).await?;
            order.reply()
        })
        .await
}

/// The supplier does not deliver and says why; 200.
pub(in crate::call_offs) async fn refuse_call_off(
    context: &Context,
    id: CallOffId,
    command: Command<op::RefuseCallOff, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut order = Order::begin(tx, id, CallOffEvent::Refuse, Side::Supplier).await?;
            let claim = circumstances(tx, &body, NoteRule::Required).await?;
            order.advance(tx, &body, claim).await?;
            order.reply()
        })
        .await
}

/// The supplier proposes another date or other amounts; the order keeps its place meanwhile; 200.
pub(in crate::call_offs) async fn counter_call_off(
    context: &Context,
    id: CallOffId,
    command: Command<op::CounterCallOff, CounterCallOffRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut order = Order::begin(tx, id, CallOffEvent::Counter, Side::Supplier).await?;
            let request = body.circumstances();
            let claim = circumstances(tx, &request, NoteRule::Optional).await?;
            propose(&mut order, &body)?;
            for line in &order.lines {
                if let Some(base) = line.proposed_base {
                    queries::propose(tx.conn, line.id, base).await?;
                }
            }
            order.advance(tx, &request, claim).await?;
            order.reply()
        })
        .await
}

/// The buyer takes the supplier's proposal: guarantee and balance are judged again; 200.
pub(in crate::call_offs) async fn accept_counter_offer(
    context: &Context,
    id: CallOffId,
    command: Command<op::AcceptCounterOffer, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut order = Order::begin(tx, id, CallOffEvent::AcceptCounter, Side::Buyer).await?;
            let claim = circumstances(tx, &body, NoteRule::Optional).await?;
            order.row.terms_position = Some(judge_guarantee(tx, &order).await?);
            queries::take_proposal(tx.conn, id).await?;
            order.lines = queries::lines_of(tx.conn, &[id]).await?;
            judge_balance(tx, &order).await?;
            order.advance(tx, &body, claim).await?;
            order.reply()
        })
        .await
}

/// Writes the proposal onto the order.
fn propose(order: &mut Order, body: &CounterCallOffRequest) -> Result<(), Error> {
    let mut check = Check::new();
    check.length("/lines", &body.lines, 0..=100);
    check.require(!body.lines.is_empty() || body.delivery_date.is_some(), || {
        Invalid::new(
            "/lines",
            "nothing-proposed",
            "Usulkan tanggal lain (delivery_date) atau jumlah lain (lines).",
            "Propose another date (delivery_date) or other amounts (lines).",
        )
    });
    for (index, proposal) in body.lines.iter().enumerate() {
        let pointer = format!("/lines/{index}");
        let quantity = check.positive(&format!("{pointer}/quantity"), &proposal.quantity);
        let line = order.lines.iter_mut().find(|line| line.id == proposal.call_off_line_id);
        match (line, quantity) {
            (Some(line), Some(quantity)) => propose_line(&mut check, &pointer, line, quantity),
            (None, _) => check.push(Invalid::new(
                format!("{pointer}/call_off_line_id"),
                "unknown-line",
                "Pilih baris dari pesanan ini.",
                "Choose a line of this order.",
            )),
            (Some(_), None) => {}
        }
    }
    check.finish()?;
    order.row.proposed_delivery_date = body.delivery_date;
    Ok(())
}

fn propose_line(
    check: &mut Check,
    pointer: &str,
    line: &mut CallOffLineRow,
    quantity: domain::shared::Quantity,
) {
    let wanted = line.unit.dimension();
    check.require(quantity.dimension() == wanted, || {
        Invalid::new(
            format!("{pointer}/quantity/unit"),
            "unlike-unit",
            format!("Tulis jumlah dalam satuan yang dipakai baris ini ({wanted})."),
            format!("Write the amount in the measure of this line ({wanted})."),
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
    line.proposed_base = Some(quantity.base());
}

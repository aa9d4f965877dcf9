//! Ending an order: withdrawn before any goods left, closed complete, or closed short.

use api_types::TransitionRequest;
use domain::logistics::{CallOffEvent, check_close_short};
use domain::shared::CallOffId;
use service::NoteRule;
use web::{Command, Reply};

use super::super::order::{Order, Side};
use super::circumstances;
use crate::access::op;
use crate::balances::goods_on_the_road;
use crate::context::Context;

/// The buyer withdraws an order before any goods left; what it held is callable again; 200.
pub(in crate::call_offs) async fn cancel_call_off(
    context: &Context,
    id: CallOffId,
    command: Command<op::CancelCallOff, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut order = Order::begin(tx, id, CallOffEvent::Cancel, Side::Buyer).await?;
            let claim = circumstances(tx, &body, NoteRule::Optional).await?;
            order.advance(tx, &body, claim).await?;
            order.reply()
        })
        .await
}

/// The buyer closes a complete order; 200.
pub(in crate::call_offs) async fn close_call_off(
    context: &Context,
    id: CallOffId,
    command: Command<op::CloseCallOff, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut order = Order::begin(tx, id, CallOffEvent::Close, Side::Buyer).await?;
            let claim = circumstances(tx, &body, NoteRule::Optional).await?;
            order.advance(tx, &body, claim).await?;
            order.reply()
        })
        .await
}

/// The buyer ends an order with less than ordered: what was accepted stays, the rest is callable again.
/// Refused while goods of it are on the road; 200.
pub(in crate::call_offs) async fn close_call_off_short(
    context: &Context,
    id: CallOffId,
    command: Command<op::CloseCallOffShort, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut order = Order::begin(tx, id, CallOffEvent::CloseShort, Side::Buyer).await?;
            let claim = circumstances(tx, &body, NoteRule::Optional).await?;
            let on_the_road = goods_on_the_road(tx.conn, id).await?;
            let of = |line: &super::super::rows::CallOffLineRow| {
                let base = on_the_road.get(&line.id).copied().unwrap_or_default();
                (line.id, i128::from(base), line.unit)
            };
            check_close_short(&order.lines.iter().map(of).collect::<Vec<_>>())?;
            order.advance(tx, &body, claim).await?;
            order.reply()
        })
        .await
}

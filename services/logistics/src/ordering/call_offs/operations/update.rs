//! Changing an order that has not been issued.

use std::collections::BTreeMap;

use api_types::Check;
use api_types::logistics::{CreateCallOffRequest, Destination, UpdateCallOffRequest};
use domain::logistics::CallOffHappened;
use domain::shared::{CallOffId, ContractLineId, UPDATE};
use service::{Error, Tx, Versioned as _, replaced};
use web::{Command, Reply};

use super::create::{not_the_buyer, read_head, read_lines, settle_lines, taken};
use super::{goods, holds};
use crate::context::Context;
use crate::ordering::call_offs::access::op;
use crate::ordering::call_offs::order::Order;
use crate::ordering::call_offs::queries;
use crate::ordering::call_offs::rows::told_windows;
use crate::ordering::call_offs::views::shown;
use crate::outside::{ContractLineRow, contract_lines_of};

/// Changes a draft; 200.
pub(in crate::ordering::call_offs) async fn update_call_off(
    context: &Context,
    id: CallOffId,
    command: Command<op::UpdateCallOff, UpdateCallOffRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut order = queries::lock_order(tx.conn, tx.caller(), id).await?;
            if order.row.buyer_id != tx.caller().party() {
                return Err(not_the_buyer());
            }
            tx.expect(&order.etag(tx.today()))?;
            if !order.row.state.may_change() {
                return Err(Error::unchangeable(order.row.state));
            }
            let terms = contract_lines_of(tx.conn, &[order.row.contract_id]).await?;
            let before = shown(tx.conn, tx.caller(), order.clone(), &terms, tx.today()).await?;
            say(tx, &mut order, &body, &terms).await?;
            let after = shown(tx.conn, tx.caller(), order.clone(), &terms, tx.today()).await?;
            let replaced = replaced(&before.view, &after.view)?;
            tx.revise(&mut order, UPDATE, CallOffHappened::Changed, Some(replaced)).await.map_err(taken)?;
            let shown = shown(tx.conn, tx.caller(), order, &terms, tx.today()).await?;
            Ok(Reply::ok(&shown.etag, &shown.view)?)
        })
        .await
}

/// Checks what a draft says from now on, and stores its lines.
async fn say(
    tx: &mut Tx<'_>,
    order: &mut Order,
    body: &UpdateCallOffRequest,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
) -> Result<(), Error> {
    let mut check = Check::new();
    let head = changed(order, body)?;
    read_head(tx, &mut check, order, &head).await?;
    let Some(lines) = &body.lines else {
        return goods::finish(check);
    };
    read_lines(tx, &mut check, order, lines, terms).await?;
    goods::finish(check)?;
    settle_lines(tx, order, terms).await?;
    queries::replace_lines(tx.conn, order.row.id, &order.lines).await.map_err(holds::named_meanwhile)
}

/// What a draft says besides its lines, with what is changed of it.
fn changed(order: &Order, body: &UpdateCallOffRequest) -> Result<CreateCallOffRequest, Error> {
    let row = &order.row;
    let wanted = body.requested_delivery_date.unwrap_or(row.requested_delivery_date);
    let windows = match &body.delivery_windows {
        Some(windows) => windows.clone(),
        None if wanted == row.requested_delivery_date => told_windows(&row.delivery_windows)?,
        None => Vec::new(),
    };
    let place = || Destination {
        name: row.destination_name.clone(),
        region_code: row.destination_region_code.clone(),
        address: row.destination_address.clone(),
    };
    Ok(CreateCallOffRequest {
        contract_id: row.contract_id,
        external_reference: body.external_reference.clone().unwrap_or_else(|| row.external_reference.clone()),
        requested_delivery_date: wanted,
        delivery_windows: windows,
        destination: body.destination.clone().unwrap_or_else(place),
        lines: Vec::new(),
        note: body.note.clone().unwrap_or_else(|| row.note.clone()),
    })
}

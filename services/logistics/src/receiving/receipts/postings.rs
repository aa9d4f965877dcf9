//! Posting: the figures close, the contract lines have room, and then everything moves in one transaction.

use std::collections::BTreeMap;

use api_types::TransitionRequest;
use domain::logistics::{AllowanceTable, Measure, ShipmentEvent, ShipmentState};
use domain::shared::{ContractLineId, ReceiptId};
use service::{Error, OccurredAt, Tx, dated};
use web::{Command, Reply, Transition as _};

use super::access::op;
use super::answers::{open_window, post_with_four_eyes};
use super::capture::expect_receivable;
use super::content::check_content;
use super::room::{check_room, take_in};
use super::rows::WholeReceipt;
use super::steps::lock;
use super::{amounts, queries, times};
use crate::context::Context;
use crate::ordering::{Prices, lock_orders};
use crate::outside::ContractLineRow;
use crate::settling::open_by_figures;
use crate::transport::{WholeShipment, check_arrived, follow_shipment};

/// Posts a receipt; 200.
pub(super) async fn post_receipt(
    context: &Context,
    id: ReceiptId,
    command: Command<op::PostReceipt, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let request = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (mut shipment, mut whole) = lock(tx, id).await?;
            let mut step = tx.begin(&whole, op::PostReceipt::EVENT, &request).await?;
            tx.expect_one_side(&shipment.followed()).await?;
            step.occurred.after(&[times::received(&whole)])?;
            expect_receivable(shipment.row.state)?;
            let rules = dated::rules(tx.conn).await?;
            let explained = check_content(tx.conn, &whole, &shipment, &rules).await?;
            hold_to_papers(tx, &whole, &mut shipment).await?;
            let orders = lock_orders(tx.conn, &whole.call_offs()).await?;
            let received = times::settle(tx, &mut whole, &shipment).await?;
            let terms = check_room(tx, &whole, &shipment, &orders, received).await?;
            complete(tx, &mut whole, &terms, &shipment).await?;
            open_by_figures(tx, whole.shown_by_figures()).await?;
            post_with_four_eyes(tx, &mut whole, &rules, explained).await?;
            open_window(tx, &mut whole, &shipment, &rules).await?;
            whole.row.posted_at = Some(tx.now);
            take_in(tx, &whole, orders, received).await?;
            follow(tx, &mut shipment, &whole, received).await?;
            tx.finish(&mut whole, step).await?;
            Ok(Reply::ok(&whole.current_etag(), &whole.view(tx.caller()))?)
        })
        .await
}

/// No more live animals are accepted than papers of the shipment are made out for, this receipt and those before it taken
/// together; what came beyond them is held.
async fn hold_to_papers(
    tx: &mut Tx<'_>,
    whole: &WholeReceipt,
    shipment: &mut WholeShipment,
) -> Result<(), Error> {
    let mut accepted = queries::heads_accepted(tx.conn, shipment.row.id).await?;
    for line in &whole.lines {
        let heads = line.figure(Measure::Head).map_or(0, |figure| figure.accepted);
        *accepted.entry(line.row.shipment_item_id).or_default() += heads;
    }
    check_arrived(tx.conn, shipment, &accepted).await
}

/// Writes amounts, allowances and claimable figures of the lines.
async fn complete(
    tx: &mut Tx<'_>,
    whole: &mut WholeReceipt,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
    shipment: &WholeShipment,
) -> Result<(), Error> {
    // What was allowed when it left: a figure added on its way counts for what leaves after.
    let left = shipment.row.departed_at.unwrap_or(tx.now);
    let table = AllowanceTable(dated::rules_at(tx.conn, left).await?);
    let prices = Prices::of_deliveries(tx.conn, terms, &whole.call_offs()).await?;
    for line in &mut whole.lines {
        amounts::complete(line, &prices, &table, shipment)?;
        line.row.posted_at = Some(tx.now);
        queries::post_line(tx.conn, &line.row).await?;
    }
    Ok(())
}

/// The shipment is at the receiver's once goods of it are received, and received with its last item.
async fn follow(
    tx: &mut Tx<'_>,
    shipment: &mut WholeShipment,
    whole: &WholeReceipt,
    mut occurred: OccurredAt,
) -> Result<(), Error> {
    let items = whole.items();
    for item in shipment.items.iter_mut().filter(|item| items.contains(&item.id)) {
        item.received = true;
    }
    let all = shipment.items.iter().all(|item| item.received);
    if all {
        // The shipment arrives, and is received, with the last of its goods.
        let last = queries::last_received(tx.conn, shipment.row.id).await?;
        occurred.at = last.map_or(occurred.at, |last| occurred.at.max(last));
    }
    loop {
        let event = match shipment.row.state {
            ShipmentState::Departed | ShipmentState::Diverted if all => ShipmentEvent::Arrive,
            ShipmentState::Arrived => ShipmentEvent::StartUnloading,
            ShipmentState::Unloading if all => ShipmentEvent::Receive,
            _ => return Ok(()),
        };
        follow_shipment(tx, shipment, event, occurred).await?;
    }
}

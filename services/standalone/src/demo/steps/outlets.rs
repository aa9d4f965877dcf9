//! What the buyer received of the hub's lot goes on to its outlet; the trace leads from there back to the lot of the members.

use anyhow::{Context as _, ensure};
use api_types::catalog::{ListOutletsQuery, OutletView};
use api_types::logistics::{
    CreateDistributionRequest, DistributionLineRequest, DistributionView, ListDistributionsQuery,
    ListReceiptsQuery, ListTracesQuery, ReceiptView,
};
use domain::catalog::OutletState;
use domain::shared::{ConsolidationLotId, OutletId};

use super::super::player::{Player, action};
use super::super::sites::Gathering;
use super::World;
use super::deliveries::kilograms;

/// The buyer gives its open outlet a part of each grade, and finds the lot by what the outlet has.
pub(super) async fn distribute(
    player: &Player<'_>,
    world: &World,
    told: &Gathering,
    lot: ConsolidationLotId,
) -> anyhow::Result<()> {
    let outlet = open_outlet(player, world, told.buyer).await?;
    let receipt = receipt_of(player, told.buyer, lot).await?;
    let given = give(player, told, &receipt, outlet).await?;
    let query = ListTracesQuery { outlet_id: Some(outlet), ..Default::default() };
    let traces = player.read(told.cooperative, |services| services.logistics.list_traces(&query)).await?;
    let record = given.id.to_string();
    let found = traces.items.iter().any(|trace| {
        let of_lot = |one: &api_types::logistics::TraceLotView| one.consolidation_lot_id == lot;
        trace.goods.iter().any(|goods| goods.lot.as_ref().is_some_and(of_lot))
            && trace.steps.iter().any(|step| step.record_id == record)
    });
    ensure!(found, "the trace of {outlet} does not lead back to {lot}");
    Ok(())
}

async fn open_outlet(player: &Player<'_>, world: &World, operator: &str) -> anyhow::Result<OutletId> {
    let query = ListOutletsQuery { operator_party_id: Some(world.party(operator)?), ..Default::default() };
    let open = |outlet: &OutletView| outlet.state == OutletState::Open;
    let found = player.find(operator, |services| services.catalog.list_outlets(&query), open).await?;
    Ok(found.context("the buyer has an outlet that is open")?.id)
}

/// The receipt that counts of goods of a lot.
async fn receipt_of(
    player: &Player<'_>,
    buyer: &str,
    lot: ConsolidationLotId,
) -> anyhow::Result<ReceiptView> {
    let query = ListTracesQuery { lot_id: Some(lot), ..Default::default() };
    let traces = player.read(buyer, |services| services.logistics.list_traces(&query)).await?;
    let shipment = traces.items.first().context("the lot was shipped")?.shipment_id;
    let query = ListReceiptsQuery { shipment_id: Some(shipment), ..Default::default() };
    let counts = |receipt: &ReceiptView| receipt.state.counts() && receipt.reverses.is_none();
    let found = player.find(buyer, |services| services.logistics.list_receipts(&query), counts).await?;
    found.context("the lot was received")
}

async fn give(
    player: &Player<'_>,
    told: &Gathering,
    receipt: &ReceiptView,
    outlet_id: OutletId,
) -> anyhow::Result<DistributionView> {
    let query = ListDistributionsQuery { receipt_id: Some(receipt.id), ..Default::default() };
    let found = player.find(told.buyer, |services| services.logistics.list_distributions(&query), |_| true);
    let found = found.await?;
    let lines = receipt.lines.iter().zip(told.to_outlet).map(|(line, value)| DistributionLineRequest {
        receipt_line_id: line.id,
        outlet_id,
        quantity: kilograms(value),
    });
    let body = CreateDistributionRequest {
        receipt_id: receipt.id,
        occurred_at: None,
        lines: lines.collect(),
        corrects_id: None,
        note: Some("Mobil boks pasar, dua kali jalan.".into()),
    };
    let receiver = format!("{}.receiver", told.buyer);
    let gives = action(&receiver, "sends a part of the chillies on to an outlet");
    player.create(found, gives, |services| services.logistics.create_distribution(&body)).await
}

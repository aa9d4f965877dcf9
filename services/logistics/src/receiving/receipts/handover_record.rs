//! The handover record of a receipt: its view and that of its shipment, with names in place of ids.

use std::collections::BTreeMap;

use api_types::logistics::{
    HandoverLineView, HandoverRecordView, HandoverVehicleView, ReceiptLineView, ReceiptView, ShipmentView,
    VehicleView,
};
use db::Connection;
use domain::agreement::AuthenticityCode;
use domain::shared::{CallOffId, ReceiptId, ShipmentItemId, VariantId, VehicleId};
use service::Error;
use web::Caller;

use super::queries::receipt_numbers;
use super::rows::WholeReceipt;
use crate::ordering::order_numbers;
use crate::outside::{Nameless, Names};
use crate::transport::{distinct, find_shipment, place};

/// What the handover record of a receipt shows to a caller who may read it, on a platform that is reached at an address.
pub(super) async fn handover_record(
    conn: &Connection,
    caller: &Caller,
    whole: WholeReceipt,
    platform: &str,
) -> Result<HandoverRecordView, Error> {
    // Who reads a receipt reads its shipment.
    let shipment = find_shipment(conn, caller, whole.row.shipment_id).await?.ok_or(Error::NotFound)?;
    let shipment = shipment.view(caller);
    let orders = order_numbers(conn, &whole.call_offs()).await?;
    let receipt = whole.view(caller);
    let others: Vec<ReceiptId> = receipt.reverses.into_iter().chain(receipt.reversed_by).collect();
    let receipts = receipt_numbers(conn, &others).await?;
    let variants = variants(&shipment);
    let names = nameless(&receipt, &shipment, &variants).names(conn).await?;
    let number_of = |id: Option<ReceiptId>| receipts.get(&id?).cloned();
    Ok(HandoverRecordView {
        receipt_id: receipt.id,
        number: receipt.number,
        state: receipt.state,
        shipment_id: shipment.id,
        delivery_note_number: shipment.number,
        authenticity_code: shipment.authenticity_code,
        check_url: AuthenticityCode::of_shipment(shipment.id).check_url(platform),
        supplier: names.party(receipt.supplier_id),
        buyer: names.party(receipt.buyer_id),
        carrier: shipment.carrier_party_id.map(|id| names.party(id)),
        destination: place(shipment.destination_region_code, shipment.destination_place),
        received_at: receipt.received_at,
        documents_seen: receipt.documents_seen,
        supplier_answer: receipt.supplier_answer.map(|answer| answer.outcome),
        takes_back_number: number_of(receipt.reverses),
        taken_back_by_number: number_of(receipt.reversed_by),
        contract_numbers: names.contract_numbers(),
        vehicles: Lines { names: &names, orders: &orders, variants: &variants }
            .on(shipment.vehicles, receipt.lines),
        note: receipt.note,
    })
}

/// The variants of what is on a shipment, by item.
fn variants(shipment: &ShipmentView) -> BTreeMap<ShipmentItemId, VariantId> {
    let items = shipment.vehicles.iter().flat_map(|vehicle| &vehicle.items);
    items.filter_map(|item| Some((item.id, item.variant_id?))).collect()
}

/// What the record of a receipt names.
fn nameless(
    receipt: &ReceiptView,
    shipment: &ShipmentView,
    variants: &BTreeMap<ShipmentItemId, VariantId>,
) -> Nameless {
    let sides = [receipt.supplier_id, receipt.buyer_id];
    Nameless {
        parties: sides.into_iter().chain(shipment.carrier_party_id).collect(),
        contracts: receipt.contract_ids.clone(),
        commodities: distinct(receipt.lines.iter().map(|line| line.commodity_code.clone())),
        variants: distinct(variants.values().copied()),
    }
}

/// What lines are named by.
struct Lines<'a> {
    names: &'a Names,
    orders: &'a BTreeMap<CallOffId, String>,
    variants: &'a BTreeMap<ShipmentItemId, VariantId>,
}

impl Lines<'_> {
    /// The vehicles that lines came on, each with its own.
    fn on(&self, vehicles: Vec<VehicleView>, lines: Vec<ReceiptLineView>) -> Vec<HandoverVehicleView> {
        let mut came: BTreeMap<VehicleId, Vec<HandoverLineView>> = BTreeMap::new();
        for line in lines {
            came.entry(line.vehicle_id).or_default().push(self.line(line));
        }
        let loaded = |vehicle: VehicleView| {
            let (plate, driver_name) = (vehicle.plate, vehicle.driver_name);
            Some(HandoverVehicleView { plate, driver_name, lines: came.remove(&vehicle.id)? })
        };
        vehicles.into_iter().filter_map(loaded).collect()
    }

    fn line(&self, line: ReceiptLineView) -> HandoverLineView {
        let variant = self.variants.get(&line.shipment_item_id).copied();
        HandoverLineView {
            goods: self.names.goods(&line.commodity_code, &line.form_code, variant),
            call_off_number: self.orders.get(&line.call_off_id).cloned(),
            accepted: line.accepted,
            grade: line.grade,
            heads: line.heads,
            pieces: line.pieces,
            packages: line.packages,
            weight: line.weight,
            volume: line.volume,
            rejections: line.rejections,
            note: line.note,
        }
    }
}

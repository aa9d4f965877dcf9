//! The delivery note of a shipment: its view, with names in place of ids.

use api_types::logistics::{
    DeliveryNoteItemView, DeliveryNoteVehicleView, DeliveryNoteView, NamedPlaceView, ShipmentItemView,
    ShipmentView, VehicleView,
};
use db::Connection;
use domain::agreement::AuthenticityCode;
use domain::words;
use service::Error;
use web::Caller;

use super::rows::{WholeShipment, distinct};
use crate::ordering::order_numbers;
use crate::outside::{Nameless, find_facility};

/// What the delivery note of a shipment shows to a caller who may read it, on a platform that is reached at an address.
pub(super) async fn delivery_note(
    conn: &Connection,
    caller: &Caller,
    whole: WholeShipment,
    platform: &str,
) -> Result<DeliveryNoteView, Error> {
    let names = nameless(&whole).names(conn).await?;
    let orders = order_numbers(conn, &whole.call_offs()).await?;
    let facility = match whole.row.origin_facility_id {
        Some(id) => find_facility(conn, id).await?.map(|facility| facility.name),
        None => None,
    };
    let code = AuthenticityCode::of_shipment(whole.row.id);
    let item = |item: ShipmentItemView| DeliveryNoteItemView {
        goods: names.goods(&item.commodity_code, &item.form_code, item.variant_id),
        call_off_number: orders.get(&item.call_off_id).cloned(),
        quantity: item.quantity,
        heads: item.heads,
        weight: item.weight,
        packages: item.packages,
    };
    let vehicle = |vehicle: VehicleView| DeliveryNoteVehicleView {
        plate: vehicle.plate,
        driver_name: vehicle.driver_name,
        seals: vehicle.seals,
        items: vehicle.items.into_iter().map(item).collect(),
    };
    let shipment: ShipmentView = whole.view(caller);
    Ok(DeliveryNoteView {
        shipment_id: shipment.id,
        number: shipment.number,
        state: shipment.state,
        authenticity_code: shipment.authenticity_code,
        check_url: code.check_url(platform),
        supplier: names.party(shipment.supplier_id),
        buyer: names.party(shipment.buyer_id),
        carrier: shipment.carrier_party_id.map(|id| names.party(id)),
        origin: NamedPlaceView {
            facility_name: facility,
            ..place(shipment.origin_region_code, shipment.origin_place)
        },
        destination: place(shipment.destination_region_code, shipment.destination_place),
        mode: shipment.mode,
        departed_at: shipment.departed_at,
        arrived_at: shipment.arrived_at,
        call_off_numbers: orders.values().cloned().collect(),
        contract_numbers: names.contract_numbers(),
        vehicles: shipment.vehicles.into_iter().map(vehicle).collect(),
        journey_papers: shipment.journey_papers,
    })
}

/// What the note of a shipment names.
fn nameless(whole: &WholeShipment) -> Nameless {
    let row = &whole.row;
    Nameless {
        parties: [row.supplier_id, row.buyer_id].into_iter().chain(row.carrier_party_id).collect(),
        contracts: whole.contracts(),
        commodities: distinct(whole.items.iter().map(|item| item.commodity_code.clone())),
        variants: distinct(whole.items.iter().filter_map(|item| item.variant_id)),
    }
}

/// A place in a region.
pub(crate) fn place(region_code: String, place: Option<String>) -> NamedPlaceView {
    let region_name = words::region_name(&region_code).unwrap_or(&region_code).to_owned();
    NamedPlaceView { region_code, region_name, place, facility_name: None }
}

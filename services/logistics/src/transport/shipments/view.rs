//! What is shown of a shipment.

use std::collections::BTreeMap;

use api_types::WireQuantity;
use api_types::logistics::{JourneyPaperView, ShipmentItemView, ShipmentView, VehicleView};
use domain::agreement::AuthenticityCode;
use domain::shared::{Quantity, Unit, VehicleId};
use service::Error;
use web::{Caller, Etag};

use super::rows::{ItemRow, JourneyPaperRow, WholeShipment};

impl WholeShipment {
    /// Its version, marked with which items were received: receipts change that beside the version.
    pub(crate) fn current_etag(&self) -> Etag {
        let received = self.items.iter().map(|item| if item.received { '1' } else { '0' });
        Etag::with_derived(self.row.version, &received.collect::<String>())
    }

    /// The view for a caller; the driver's name only for those who trade and drive.
    pub(crate) fn view(self, caller: &Caller) -> ShipmentView {
        let (etag, call_off_ids, contract_ids) = (self.current_etag(), self.call_offs(), self.contracts());
        let row = self.row;
        let shows_driver = row.is_moved_by(caller.party());
        let mut items: BTreeMap<VehicleId, Vec<ShipmentItemView>> = BTreeMap::new();
        for item in self.items {
            items.entry(item.vehicle_id).or_default().push(item_view(item));
        }
        let vehicles = self.vehicles.into_iter().map(|vehicle| VehicleView {
            items: items.remove(&vehicle.id).unwrap_or_default(),
            id: vehicle.id,
            plate: vehicle.plate,
            seals: vehicle.seals,
            driver_name: vehicle.driver_name.filter(|_| shows_driver),
            departed_at: vehicle.departed_at,
            arrived_at: vehicle.arrived_at,
        });
        ShipmentView {
            id: row.id,
            etag: etag.to_string(),
            number: row.number,
            authenticity_code: AuthenticityCode::of_shipment(row.id).to_string(),
            state: row.state,
            supplier_id: row.supplier_id,
            buyer_id: row.buyer_id,
            carrier_party_id: row.carrier_party_id,
            call_off_ids,
            contract_ids,
            origin_region_code: row.origin_region_code,
            origin_place: row.origin_place,
            origin_facility_id: row.origin_facility_id,
            destination_region_code: row.destination_region_code,
            destination_place: row.destination_place,
            mode: row.mode,
            expected_arrival_at: row.expected_arrival_at,
            departed_at: row.departed_at,
            arrived_at: row.arrived_at,
            vehicles: vehicles.collect(),
            // A stored hash was one when it came in: none is left out.
            journey_papers: self.papers.into_iter().filter_map(|row| paper_view(row).ok()).collect(),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

fn item_view(row: ItemRow) -> ShipmentItemView {
    ShipmentItemView {
        heads: row.loaded_in(domain::shared::Dimension::Head),
        weight: row.weight_base.map(|base| wire(base, row.weight_unit.unwrap_or(Unit::Kgm))),
        quantity: wire(row.quantity_base, row.quantity_unit),
        id: row.id,
        call_off_line_id: row.call_off_line_id,
        call_off_id: row.call_off_id,
        contract_line_id: row.contract_line_id,
        contract_id: row.contract_id,
        agreement_id: row.agreement_id,
        commodity_code: row.commodity_code,
        form_code: row.form_code,
        packages: row.packages,
        variant_id: row.variant_id,
        consolidation_lot_id: row.consolidation_lot_id,
        production_date: row.production_date,
        received: row.received,
    }
}

/// A stored figure on the wire.
pub(crate) fn wire(base: i64, unit: Unit) -> WireQuantity {
    Quantity::from_stored(base, unit).into()
}

/// A paper's ETag: it changes once, when it is confirmed.
pub(crate) fn paper_etag(row: &JourneyPaperRow) -> Etag {
    Etag::of(if row.confirmed_at.is_some() { 2 } else { 1 })
}

/// What is shown of a paper of the journey.
pub(crate) fn paper_view(row: JourneyPaperRow) -> Result<JourneyPaperView, Error> {
    Ok(JourneyPaperView {
        etag: paper_etag(&row).to_string(),
        sha256: row.sha256.parse().map_err(|_| Error::Internal(format!("stored hash of {}", row.id)))?,
        id: row.id,
        shipment_id: row.shipment_id,
        r#type: row.kind,
        number: row.number,
        issuer: row.issuer,
        commodity_code: row.commodity_code,
        head_count: row.head_count,
        heads_used: row.heads_used,
        origin_region_code: row.origin_region_code,
        destination_region_code: row.destination_region_code,
        valid_from_date: row.valid_from,
        valid_until_date: row.valid_until,
        confirmed_at: row.confirmed_at,
        confirmed_by_party_id: row.confirmed_by_party_id,
        confirmed_as: row.confirmed_as,
    })
}

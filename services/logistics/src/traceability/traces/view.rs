//! A trace as it is shown, made of what is known of its goods.

use api_types::logistics::{
    ErrorDeclarationView, TraceGoodsView, TraceLotView, TracePlaceView, TraceQuantityView, TraceStepView,
    TraceView,
};
use chrono::{DateTime, Utc};
use domain::logistics::{ShipmentEvent, StepMeaning, VehicleEventType};
use domain::shared::{ConsolidationLotId, Id as _, ShipmentItemId, TransitionId, Unit};

use super::rows::{AcceptedRow, Facts, GivenRow, MovedRow, ReportRow, TracedShipment};
use crate::traceability::distributions::declared;
use crate::transport::{ItemRow, distinct, wire};

impl Facts {
    /// What became of the goods of a shipment.
    pub(super) fn trace(&self, shipment: TracedShipment) -> TraceView {
        let id = shipment.id;
        let items = self.items.of_shipment(id);
        let mut steps = self.sealed(items);
        steps.extend(self.moved.of_shipment(id).iter().filter_map(|row| moved(&shipment, row, items)));
        steps.extend(self.reports.of_shipment(id).iter().filter_map(|row| reported(row, items)));
        let receipts = self.accepted.of_shipment(id).chunk_by(|one, next| one.receipt_id == next.receipt_id);
        steps.extend(receipts.filter_map(|rows| self.received(&shipment, rows)));
        steps.extend(self.brought(self.given.of_shipment(id)));
        steps.retain(|step| self.asked.knows(step.recorded_at.unwrap_or(step.occurred_at)));
        steps.sort_by(|one, next| {
            // Of what is said to be of one moment, loading comes before leaving.
            let at = |step: &TraceStepView| (step.occurred_at, step.business_step, step.recorded_at);
            at(one).cmp(&at(next)).then_with(|| one.record_id.cmp(&next.record_id))
        });
        let cut = [
            self.items.is_cut(id),
            self.moved.is_cut(id),
            self.reports.is_cut(id),
            self.accepted.is_cut(id),
            self.given.is_cut(id),
        ];
        TraceView {
            goods: items.iter().map(|item| self.goods(item)).collect(),
            steps,
            truncated: cut.contains(&true),
            shipment_id: id,
            shipment_number: shipment.number,
            supplier_id: shipment.supplier_id,
            buyer_id: shipment.buyer_id,
            origin_facility_id: shipment.origin_facility_id,
            origin_region_code: shipment.origin_region_code,
            destination_region_code: shipment.destination_region_code,
        }
    }

    fn goods(&self, item: &ItemRow) -> TraceGoodsView {
        let held = self.held.get(&item.call_off_line_id);
        TraceGoodsView {
            shipment_item_id: item.id,
            vehicle_id: item.vehicle_id,
            call_off_line_id: item.call_off_line_id,
            call_off_id: item.call_off_id,
            contract_id: item.contract_id,
            agreement_id: item.agreement_id,
            commodity_code: item.commodity_code.clone(),
            form_code: item.form_code.clone(),
            quantity: wire(item.quantity_base, item.quantity_unit),
            variant_id: item.variant_id,
            variant_recalled: item.variant_id.is_some_and(|id| self.recalled_variants.contains(&id)),
            lot: item.consolidation_lot_id.and_then(|id| self.lot(id)),
            hold_id: held.map(|held| held.hold_id),
            animal_tags: held.map(|held| held.animal_tags.clone()).unwrap_or_default(),
        }
    }

    fn lot(&self, id: ConsolidationLotId) -> Option<TraceLotView> {
        let lot = self.lots.get(&id)?;
        Some(TraceLotView {
            consolidation_lot_id: id,
            facility_id: lot.facility_id,
            hub_party_id: lot.hub_party_id,
            cooperative_party_id: lot.cooperative_party_id,
            member_count: lot.member_count,
            recalled: self.recalled_lots.contains(&id),
        })
    }

    /// The sealing of the lots that goods were taken from.
    fn sealed(&self, items: &[ItemRow]) -> Vec<TraceStepView> {
        let lots = distinct(items.iter().filter_map(|item| item.consolidation_lot_id));
        let sealed = lots.iter().filter_map(|id| self.lots.get(id)).filter_map(|lot| {
            let hub = TracePlaceView { facility_id: lot.facility_id, ..TracePlaceView::default() };
            let of_it = items.iter().filter(|item| item.consolidation_lot_id == Some(lot.id));
            let times = (lot.sealed_at?, None);
            let step = step(lot.id.to_string(), StepMeaning::SEALED, times, of_it.map(uncounted).collect());
            Some(TraceStepView { business_location: Some(hub.clone()), read_point: hub, ..step })
        });
        sealed.collect()
    }

    /// A receipt, with all that it accepted of the goods.
    fn received(&self, shipment: &TracedShipment, rows: &[AcceptedRow]) -> Option<TraceStepView> {
        let first = rows.first()?;
        let goods = rows.iter().map(|row| counted(row.item, row.base, row.unit)).collect();
        let times = (first.received_at, Some(first.posted_at));
        let there = destination(shipment);
        let reversal = self.reversals.get(&first.receipt_id).copied();
        Some(TraceStepView {
            error_declaration: self.known(declared(None, reversal)),
            business_location: Some(there.clone()),
            read_point: there,
            ..step(first.receipt_id.to_string(), StepMeaning::RECEIVED, times, goods)
        })
    }

    /// What came to outlets: a step for each distribution and outlet.
    fn brought(&self, rows: &[GivenRow]) -> Vec<TraceStepView> {
        let mut rows: Vec<&GivenRow> = rows.iter().collect();
        rows.sort_by_key(|row| (row.distribution_id, row.outlet_id));
        let outlets = rows.chunk_by(|one, next| {
            (one.distribution_id, one.outlet_id) == (next.distribution_id, next.outlet_id)
        });
        outlets.filter_map(|rows| self.brought_to(rows)).collect()
    }

    fn brought_to(&self, rows: &[&GivenRow]) -> Option<TraceStepView> {
        let first = rows.first()?;
        let goods = rows.iter().map(|row| counted(row.item, row.base, row.unit)).collect();
        let times = (first.occurred_at, Some(first.recorded_at));
        let outlet = TracePlaceView { outlet_id: Some(first.outlet_id), ..TracePlaceView::default() };
        let correction = self.corrections.get(&first.distribution_id).copied();
        let correction = correction.filter(|(_, at)| self.asked.knows(*at));
        let reversal = self.reversals.get(&first.receipt_id).copied();
        Some(TraceStepView {
            error_declaration: self.known(declared(correction, reversal)),
            business_location: Some(outlet.clone()),
            read_point: outlet,
            ..step(first.distribution_id.to_string(), StepMeaning::DISTRIBUTED, times, goods)
        })
    }

    fn known(&self, error: Option<ErrorDeclarationView>) -> Option<ErrorDeclarationView> {
        error.filter(|error| self.asked.knows(error.declared_at))
    }
}

/// A step of the shipment, for all goods on it.
fn moved(shipment: &TracedShipment, row: &MovedRow, items: &[ItemRow]) -> Option<TraceStepView> {
    let event: ShipmentEvent = row.event.parse().ok()?;
    let record = TransitionId::from_uuid(row.id).to_string();
    let times = (row.occurred_at, Some(row.recorded_at));
    let (read_point, stays) = place_of(shipment, event);
    Some(TraceStepView {
        business_location: stays.then(|| read_point.clone()),
        read_point,
        ..step(record, event.meaning()?, times, items.iter().map(uncounted).collect())
    })
}

/// Where a step of a shipment happens, and whether its goods stay there.
fn place_of(shipment: &TracedShipment, event: ShipmentEvent) -> (TracePlaceView, bool) {
    match event {
        ShipmentEvent::StartLoading | ShipmentEvent::MakeReady | ShipmentEvent::ComeBack => {
            (origin(shipment), true)
        }
        ShipmentEvent::Depart => (origin(shipment), false),
        ShipmentEvent::Arrive | ShipmentEvent::StartUnloading => (destination(shipment), true),
        _ => (TracePlaceView::default(), false),
    }
}

/// A report of a vehicle, for the goods on that one.
fn reported(row: &ReportRow, items: &[ItemRow]) -> Option<TraceStepView> {
    let on_board = items.iter().filter(|item| item.vehicle_id == row.vehicle_id);
    let goods: Vec<TraceQuantityView> = on_board.map(uncounted).collect();
    let read_point = TracePlaceView { name: row.place.clone(), ..TracePlaceView::default() };
    let stays = matches!(row.kind, VehicleEventType::Arrived | VehicleEventType::Returned);
    let times = (row.occurred_at, Some(row.recorded_at));
    (!goods.is_empty()).then(|| TraceStepView {
        business_location: stays.then(|| read_point.clone()),
        read_point,
        ..step(row.id.to_string(), row.kind.meaning(), times, goods)
    })
}

fn origin(shipment: &TracedShipment) -> TracePlaceView {
    TracePlaceView {
        facility_id: shipment.origin_facility_id,
        outlet_id: None,
        region_code: Some(shipment.origin_region_code.clone()),
        name: shipment.origin_place.clone(),
    }
}

fn destination(shipment: &TracedShipment) -> TracePlaceView {
    TracePlaceView {
        region_code: Some(shipment.destination_region_code.clone()),
        name: shipment.destination_place.clone(),
        ..TracePlaceView::default()
    }
}

fn counted(shipment_item_id: ShipmentItemId, base: i64, unit: Unit) -> TraceQuantityView {
    TraceQuantityView { shipment_item_id, quantity: Some(wire(base, unit)) }
}

fn uncounted(item: &ItemRow) -> TraceQuantityView {
    TraceQuantityView { shipment_item_id: item.id, quantity: None }
}

/// A step without a place.
fn step(
    record_id: String,
    meaning: StepMeaning,
    (occurred_at, recorded_at): (DateTime<Utc>, Option<DateTime<Utc>>),
    goods: Vec<TraceQuantityView>,
) -> TraceStepView {
    TraceStepView {
        record_id,
        action: meaning.action,
        business_step: meaning.business_step,
        disposition: meaning.disposition,
        occurred_at,
        recorded_at,
        goods,
        read_point: TracePlaceView::default(),
        business_location: None,
        error_declaration: None,
    }
}

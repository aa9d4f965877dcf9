//! Rows that traces are read from.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::logistics::VehicleEventType;
use domain::shared::{
    CallOffLineId, ConsolidationLotId, DistributionId, FacilityId, HoldId, OutletId, PartyId, ReceiptId,
    ShipmentId, ShipmentItemId, Unit, VariantId, VehicleEventId, VehicleId,
};

use super::subject::Asked;
use crate::outside::LotRow;
use crate::schema::{shipment, vehicle_event};
use crate::transport::ItemRow;

/// A shipment as traces show it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = shipment)]
pub(super) struct TracedShipment {
    pub(super) id: ShipmentId,
    pub(super) number: String,
    pub(super) supplier_id: PartyId,
    pub(super) buyer_id: PartyId,
    pub(super) origin_facility_id: Option<FacilityId>,
    pub(super) origin_region_code: String,
    pub(super) origin_place: Option<String>,
    pub(super) destination_region_code: String,
    pub(super) destination_place: Option<String>,
}

/// A step of a shipment.
#[derive(Debug, Clone, Queryable)]
pub(super) struct MovedRow {
    pub(super) id: uuid::Uuid,
    pub(super) subject_id: uuid::Uuid,
    pub(super) event: String,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) recorded_at: DateTime<Utc>,
}

/// A report of a vehicle.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = vehicle_event)]
pub(super) struct ReportRow {
    pub(super) id: VehicleEventId,
    pub(super) shipment_id: ShipmentId,
    pub(super) vehicle_id: VehicleId,
    pub(super) kind: VehicleEventType,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) place: Option<String>,
}

/// What a posted receipt accepted of goods, in base units.
#[derive(Debug, Clone, Queryable)]
pub(super) struct AcceptedRow {
    pub(super) shipment_id: ShipmentId,
    pub(super) receipt_id: ReceiptId,
    pub(super) received_at: DateTime<Utc>,
    pub(super) posted_at: DateTime<Utc>,
    pub(super) item: ShipmentItemId,
    pub(super) base: i64,
    pub(super) unit: Unit,
}

/// What a distribution brought to an outlet of goods, in base units.
#[derive(Debug, Clone, Queryable)]
pub(super) struct GivenRow {
    pub(super) shipment_id: ShipmentId,
    pub(super) distribution_id: DistributionId,
    pub(super) receipt_id: ReceiptId,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) outlet_id: OutletId,
    pub(super) item: ShipmentItemId,
    pub(super) base: i64,
    pub(super) unit: Unit,
}

/// The animals of a hold that an order line takes its goods from.
#[derive(Debug, Clone, Queryable)]
pub(super) struct HeldRow {
    pub(super) line: CallOffLineId,
    pub(super) hold_id: HoldId,
    pub(super) animal_tags: Vec<String>,
}

/// Rows in order of their shipments, as many as one answer reads.
#[derive(Debug)]
pub(super) struct Bounded<R> {
    rows: BTreeMap<ShipmentId, Vec<R>>,
    /// The first shipment of which some are left out.
    cut_from: Option<ShipmentId>,
}

impl<R> Bounded<R> {
    /// Of rows in order of their shipments, of which one more than `most` was asked for.
    pub(super) fn of(mut rows: Vec<R>, most: usize, shipment: impl Fn(&R) -> ShipmentId) -> Self {
        let cut_from = rows.get(most).map(&shipment);
        rows.truncate(most);
        Self { rows: crate::transport::grouped(rows, shipment), cut_from }
    }

    /// Those of a shipment.
    pub(super) fn of_shipment(&self, id: ShipmentId) -> &[R] {
        self.rows.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &R> {
        self.rows.values().flatten()
    }

    /// Whether some of a shipment are left out.
    pub(super) fn is_cut(&self, id: ShipmentId) -> bool {
        self.cut_from.is_some_and(|from| id >= from)
    }
}

/// All that is known of the goods of a page of shipments.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) asked: Asked,
    pub(super) items: Bounded<ItemRow>,
    pub(super) moved: Bounded<MovedRow>,
    pub(super) reports: Bounded<ReportRow>,
    pub(super) accepted: Bounded<AcceptedRow>,
    pub(super) given: Bounded<GivenRow>,
    pub(super) reversals: BTreeMap<ReceiptId, (ReceiptId, DateTime<Utc>)>,
    pub(super) corrections: BTreeMap<DistributionId, (DistributionId, DateTime<Utc>)>,
    pub(super) lots: BTreeMap<ConsolidationLotId, LotRow>,
    pub(super) held: BTreeMap<CallOffLineId, HeldRow>,
    pub(super) recalled_lots: BTreeSet<ConsolidationLotId>,
    pub(super) recalled_variants: BTreeSet<VariantId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::shared::Id as _;

    fn shipment(number: u128) -> ShipmentId {
        ShipmentId::from_uuid(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn what_fits_is_not_cut_and_what_does_not_is_from_its_shipment_on() {
        let rows = || vec![(shipment(1), 1), (shipment(1), 2), (shipment(2), 3), (shipment(3), 4)];
        let all = Bounded::of(rows(), 4, |row| row.0);
        assert!([1, 2, 3].iter().all(|number| !all.is_cut(shipment(*number))));
        let some = Bounded::of(rows(), 2, |row| row.0);
        assert_eq!((some.all().count(), some.of_shipment(shipment(1)).len()), (2, 2));
        assert_eq!([1, 2, 3].map(|number| some.is_cut(shipment(number))), [false, true, true]);
        let fewer = Bounded::of(rows(), 1, |row| row.0);
        assert_eq!([1, 2, 3].map(|number| fewer.is_cut(shipment(number))), [true, true, true]);
    }
}

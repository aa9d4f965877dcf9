//! Rows of the shipments, and a shipment with everything on it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::logistics::{CertificateKind, ShipmentState, TransportMode, VeterinaryLevel};
use domain::shared::{
    AgreementId, CallOffId, CallOffLineId, CertificateId, ContractId, ContractLineId, Dimension, PartyId,
    ShipmentId, ShipmentItemId, Unit, VariantId, VehicleId,
};

use crate::schema::{certificate, shipment, shipment_item, vehicle};

/// A shipment as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = shipment, treat_none_as_null = true)]
pub(crate) struct ShipmentRow {
    pub(crate) id: ShipmentId,
    pub(crate) number: String,
    pub(crate) supplier_id: PartyId,
    pub(crate) buyer_id: PartyId,
    pub(crate) carrier_party_id: Option<PartyId>,
    pub(crate) state: ShipmentState,
    pub(crate) origin_region_code: String,
    pub(crate) origin_place: Option<String>,
    pub(crate) destination_region_code: String,
    pub(crate) destination_place: Option<String>,
    pub(crate) mode: TransportMode,
    pub(crate) departed_at: Option<DateTime<Utc>>,
    pub(crate) arrived_at: Option<DateTime<Utc>>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// A vehicle of a shipment as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = vehicle)]
pub(crate) struct VehicleRow {
    pub(crate) id: VehicleId,
    pub(crate) shipment_id: ShipmentId,
    pub(crate) number: i32,
    pub(crate) plate: String,
    pub(crate) driver_name: Option<String>,
    pub(crate) departed_at: Option<DateTime<Utc>>,
    pub(crate) arrived_at: Option<DateTime<Utc>>,
}

/// Goods for one order line on one vehicle as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = shipment_item)]
pub(crate) struct ItemRow {
    pub(crate) id: ShipmentItemId,
    pub(crate) shipment_id: ShipmentId,
    pub(crate) vehicle_id: VehicleId,
    pub(crate) number: i32,
    pub(crate) call_off_line_id: CallOffLineId,
    pub(crate) call_off_id: CallOffId,
    pub(crate) contract_line_id: ContractLineId,
    pub(crate) contract_id: ContractId,
    pub(crate) agreement_id: AgreementId,
    pub(crate) commodity_code: String,
    pub(crate) form_code: String,
    pub(crate) quantity_base: i64,
    pub(crate) quantity_unit: Unit,
    pub(crate) heads: Option<i64>,
    pub(crate) weight_base: Option<i64>,
    pub(crate) weight_unit: Option<Unit>,
    pub(crate) packages: Option<i64>,
    pub(crate) variant_id: Option<VariantId>,
    pub(crate) received: bool,
}

impl ItemRow {
    /// What the papers say was loaded in one measure, in its base unit.
    pub(crate) fn loaded_in(&self, dimension: Dimension) -> Option<i64> {
        if self.quantity_unit.dimension() == dimension {
            return Some(self.quantity_base);
        }
        match dimension {
            Dimension::Head => self.heads,
            Dimension::Mass => self.weight_base,
            Dimension::Piece | Dimension::Volume => None,
        }
    }
}

/// A paper that travels along as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = certificate)]
pub(crate) struct CertificateRow {
    pub(crate) id: CertificateId,
    pub(crate) shipment_id: ShipmentId,
    pub(crate) kind: CertificateKind,
    pub(crate) number: String,
    pub(crate) commodity_code: Option<String>,
    pub(crate) head_count: Option<i64>,
    pub(crate) origin_region_code: Option<String>,
    pub(crate) destination_region_code: Option<String>,
    pub(crate) valid_from: NaiveDate,
    pub(crate) valid_until: Option<NaiveDate>,
    pub(crate) level: Option<VeterinaryLevel>,
    pub(crate) sha256: Option<String>,
}

/// A shipment with everything on it.
#[derive(Debug, Clone)]
pub(crate) struct WholeShipment {
    pub(crate) row: ShipmentRow,
    pub(crate) vehicles: Vec<VehicleRow>,
    pub(crate) items: Vec<ItemRow>,
    pub(crate) certificates: Vec<CertificateRow>,
}

impl WholeShipment {
    /// The orders it serves, each once, in order of id.
    pub(crate) fn call_offs(&self) -> Vec<CallOffId> {
        distinct(self.items.iter().map(|item| item.call_off_id))
    }

    /// The contracts it serves, each once, in order of id.
    pub(crate) fn contracts(&self) -> Vec<ContractId> {
        distinct(self.items.iter().map(|item| item.contract_id))
    }
}

pub(crate) fn distinct<T: Ord>(ids: impl Iterator<Item = T>) -> Vec<T> {
    ids.collect::<std::collections::BTreeSet<T>>().into_iter().collect()
}

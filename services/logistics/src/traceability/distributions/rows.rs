//! Rows of the distributions.

use api_types::logistics::{
    DistributionEventData, DistributionLineView, DistributionView, ErrorDeclarationView,
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::logistics::ErrorReason;
use domain::shared::{
    ContractId, DistributionId, OutletId, PartyId, ReceiptId, ReceiptLineId, ShipmentId, ShipmentItemId, Unit,
};
use web::{Caller, Etag};

use crate::schema::{distribution, distribution_line};
use crate::transport::{distinct, wire};

/// A distribution as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = distribution)]
pub(super) struct DistributionRow {
    pub(super) id: DistributionId,
    pub(super) receipt_id: ReceiptId,
    pub(super) shipment_id: ShipmentId,
    pub(super) supplier_id: PartyId,
    pub(super) buyer_id: PartyId,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) claimed_at: Option<DateTime<Utc>>,
    pub(super) backfilled: bool,
    pub(super) corrects_id: Option<DistributionId>,
    pub(super) note: Option<String>,
    pub(super) actor_subject: String,
    pub(super) recorded_at: DateTime<Utc>,
}

/// Goods for one outlet as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = distribution_line)]
pub(super) struct DistributionLineRow {
    pub(super) distribution_id: DistributionId,
    pub(super) number: i32,
    pub(super) receipt_line_id: ReceiptLineId,
    pub(super) shipment_item_id: ShipmentItemId,
    pub(super) outlet_id: OutletId,
    pub(super) quantity_base: i64,
    pub(super) quantity_unit: Unit,
}

/// A distribution with its lines, and what became of it.
#[derive(Debug, Clone)]
pub(super) struct WholeDistribution {
    pub(super) row: DistributionRow,
    pub(super) lines: Vec<DistributionLineRow>,
    /// The contracts of its goods.
    pub(super) contracts: Vec<ContractId>,
    /// Why it counts no more.
    pub(super) error: Option<ErrorDeclarationView>,
}

/// Why a fact counts no more: a correction took its place, else the receipt of its goods was taken back.
pub(in crate::traceability) fn declared(
    correction: Option<(DistributionId, DateTime<Utc>)>,
    reversal: Option<(ReceiptId, DateTime<Utc>)>,
) -> Option<ErrorDeclarationView> {
    let corrected = correction.map(|(id, at)| (ErrorReason::Corrected, id.to_string(), at));
    let reversed = || reversal.map(|(id, at)| (ErrorReason::ReceiptReversed, id.to_string(), at));
    let (reason, corrective_id, declared_at) = corrected.or_else(reversed)?;
    Some(ErrorDeclarationView { reason, declared_at, corrective_id })
}

impl WholeDistribution {
    /// It has one version; its mark changes once it counts no more.
    pub(super) fn etag(&self) -> Etag {
        match &self.error {
            Some(error) => Etag::with_derived(1, &error.corrective_id),
            None => Etag::of(1),
        }
    }

    /// Whether another one stands in its place.
    pub(super) fn is_corrected(&self) -> bool {
        self.error.as_ref().is_some_and(|error| error.reason == ErrorReason::Corrected)
    }

    pub(super) fn event_data(&self) -> DistributionEventData {
        DistributionEventData {
            distribution_id: self.row.id,
            receipt_id: self.row.receipt_id,
            shipment_id: self.row.shipment_id,
            buyer_id: self.row.buyer_id,
            outlet_ids: distinct(self.lines.iter().map(|line| line.outlet_id)),
            corrects_id: self.row.corrects_id,
        }
    }

    /// The view for a caller.
    pub(super) fn view(self, caller: &Caller) -> DistributionView {
        let (etag, row) = (self.etag().to_string(), self.row);
        DistributionView {
            etag,
            recorded_by: caller.told_of(row.buyer_id, &row.actor_subject),
            id: row.id,
            receipt_id: row.receipt_id,
            shipment_id: row.shipment_id,
            contract_ids: self.contracts,
            supplier_id: row.supplier_id,
            buyer_id: row.buyer_id,
            occurred_at: row.occurred_at,
            claimed_at: row.claimed_at,
            recorded_at: row.recorded_at,
            backfilled: row.backfilled,
            lines: self.lines.into_iter().map(DistributionLineRow::view).collect(),
            corrects_id: row.corrects_id,
            error_declaration: self.error,
            note: row.note,
        }
    }
}

impl DistributionLineRow {
    fn view(self) -> DistributionLineView {
        DistributionLineView {
            receipt_line_id: self.receipt_line_id,
            outlet_id: self.outlet_id,
            quantity: wire(self.quantity_base, self.quantity_unit),
        }
    }
}

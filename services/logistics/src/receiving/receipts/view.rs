//! What is shown of a receipt.

use api_types::WireMoney;
use api_types::logistics::{CountFigures, ReceiptLineView, ReceiptView, RejectionFigures, WeightFigures};
use domain::logistics::{ReceiptState, signed_value, total_amount};
use domain::shared::{Dimension, Money, ReceiptId, Unit};
use web::Etag;

use super::rows::{MeasureRow, RejectionRow, WholeLine, WholeReceipt};
use crate::transport::wire;

impl WholeReceipt {
    /// Its version, marked with the other captures shown beside it.
    pub(super) fn current_etag(&self) -> Etag {
        let others: Vec<String> =
            self.rivals.iter().map(|rival| format!("{} {}", rival.id, rival.state)).collect();
        Etag::with_derived(self.row.version, &others.join(" "))
    }

    /// The rivals that matter: all of a conflicted receipt, the conflicted ones of another.
    fn conflicts(&self) -> Vec<ReceiptId> {
        let conflicted = self.row.state == ReceiptState::Conflicted;
        let matter = self.rivals.iter().filter(|rival| conflicted || rival.state == ReceiptState::Conflicted);
        matter.map(|rival| rival.id).collect()
    }

    pub(super) fn view(self) -> ReceiptView {
        let (etag, contract_ids, conflicts_with) = (self.current_etag(), self.contracts(), self.conflicts());
        // Each line is at most 64 bits; a sum beyond that was refused when it was posted.
        let amount =
            total_amount(self.lines.iter().map(|line| Money(line.row.amount_rupiah))).unwrap_or_default();
        let row = self.row;
        ReceiptView {
            id: row.id,
            etag: etag.to_string(),
            number: row.number,
            state: row.state,
            shipment_id: row.shipment_id,
            supplier_id: row.supplier_id,
            buyer_id: row.buyer_id,
            contract_ids,
            received_at: row.received_at,
            backfilled: row.backfilled,
            posted_at: row.posted_at,
            documents_seen: row.documents_seen,
            reverses: row.reverses_id,
            reversed_by: self.reversed_by,
            conflicts_with,
            lines: self.lines.into_iter().map(line_view).collect(),
            amount: amount.into(),
            note: row.note,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

fn line_view(line: WholeLine) -> ReceiptLineView {
    let mass = line.figure(Dimension::Mass);
    let weight_unit = mass.map_or(Unit::Kgm, |row| row.unit);
    let counted = |dimension| line.figure(dimension).map(count_view);
    let weighed = |dimension| line.figure(dimension).map(weight_view);
    let accepted = |dimension| line.figure(dimension).map(|row| row.accepted);
    ReceiptLineView {
        accepted_mass: mass.map(|row| wire(row.accepted, row.unit)),
        accepted_heads: accepted(Dimension::Head),
        accepted_pieces: accepted(Dimension::Piece),
        heads: counted(Dimension::Head),
        pieces: counted(Dimension::Piece),
        weight: weighed(Dimension::Mass),
        volume: weighed(Dimension::Volume),
        rejections: rejection_views(&line.rejections),
        shrink_allowed: line.row.shrink_allowed_base.map(|base| wire(base, weight_unit)),
        deaths_allowed: line.row.deaths_allowed,
        claimable_weight: line.row.claimable_weight_base.map(|base| wire(base, weight_unit)),
        claimable_heads: line.row.claimable_heads,
        accepted: wire(line.row.accepted_base, line.row.accepted_unit),
        amount: WireMoney::from(Money(line.row.amount_rupiah)),
        id: line.row.id,
        shipment_item_id: line.row.shipment_item_id,
        vehicle_id: line.row.vehicle_id,
        contract_line_id: line.row.contract_line_id,
        contract_id: line.row.contract_id,
        agreement_id: line.row.agreement_id,
        call_off_line_id: line.row.call_off_line_id,
        call_off_id: line.row.call_off_id,
        commodity_code: line.row.commodity_code,
        form_code: line.row.form_code,
        note: line.row.note,
    }
}

fn count_view(row: &MeasureRow) -> CountFigures {
    CountFigures {
        loaded: Some(row.loaded),
        accepted: row.accepted,
        held_excess: row.held_excess,
        rejected: row.rejected,
        dead: row.dead,
        emergency_slaughtered: row.emergency_slaughtered,
        missing: row.missing,
        surplus: row.surplus,
    }
}

fn weight_view(row: &MeasureRow) -> WeightFigures {
    let text = |base: i64| signed_value(base.into(), row.unit);
    WeightFigures {
        unit: row.unit,
        loaded: Some(text(row.loaded)),
        accepted: text(row.accepted),
        held_excess: text(row.held_excess),
        rejected: text(row.rejected),
        removed: text(row.removed),
        missing: text(row.missing),
        shrink: Some(text(row.shrink)),
        surplus: text(row.surplus),
    }
}

/// The rows of one reason become one entry again.
fn rejection_views(rows: &[RejectionRow]) -> Vec<RejectionFigures> {
    rows.chunk_by(|one, next| one.number == next.number)
        .filter_map(|rows| {
            let amount = |dimension| rows.iter().find(|row| row.dimension == dimension);
            Some(RejectionFigures {
                reason: rows.first()?.reason,
                heads: amount(Dimension::Head).map(|row| row.amount_base),
                pieces: amount(Dimension::Piece).map(|row| row.amount_base),
                weight: amount(Dimension::Mass).map(|row| wire(row.amount_base, row.unit)),
                volume: amount(Dimension::Volume).map(|row| wire(row.amount_base, row.unit)),
            })
        })
        .collect()
}

//! What is shown of a receipt.

use api_types::logistics::{
    CountFigures, ReceiptLineView, ReceiptView, RejectionFigures, SupplierAnswerView, WeightFigures,
};
use api_types::{PriceFoundView, WireMoney};
use domain::logistics::{Measure, ReceiptState, signed_value};
use domain::shared::{Money, PriceFound, ReceiptId, Unit};
use serde::Deserialize as _;
use web::{Caller, Etag};

use super::rows::{MeasureRow, RejectionRow, WholeLine, WholeReceipt};
use crate::transport::wire;

impl WholeReceipt {
    /// Its version, marked with the other captures and the answers shown beside it.
    pub(super) fn current_etag(&self) -> Etag {
        let mut marks: Vec<String> =
            self.rivals.iter().map(|rival| format!("{} {}", rival.id, rival.state)).collect();
        // Where nobody has said anything, an answer still comes with the time.
        let answers = [self.answer(), self.reversal_answer()];
        marks.extend(answers.iter().flatten().map(ToString::to_string));
        Etag::with_derived(self.row.version, &marks.join(" "))
    }

    /// What the supplier says to it, as it is shown.
    fn supplier_answer(&self) -> Option<SupplierAnswerView> {
        Some(SupplierAnswerView {
            outcome: self.answer()?,
            due_at: self.row.answer_due_at,
            answered_at: self.row.answered_at,
            objection_reason: self.row.objection_reason,
            objection_note: self.row.objection_note.clone(),
        })
    }

    /// The rivals that matter: all of a conflicted receipt, the conflicted ones of another.
    fn conflicts(&self) -> Vec<ReceiptId> {
        let conflicted = self.row.state == ReceiptState::Conflicted;
        let matter = self.rivals.iter().filter(|rival| conflicted || rival.state == ReceiptState::Conflicted);
        matter.map(|rival| rival.id).collect()
    }

    /// The view for a caller; amounts only for who trades or accounts for trade.
    pub(super) fn view(self, caller: &Caller) -> ReceiptView {
        // Nothing is worth anything before it is posted.
        let priced = caller.reads_prices() && self.row.posted_at.is_some();
        let (etag, contract_ids, conflicts_with) = (self.current_etag(), self.contracts(), self.conflicts());
        let (supplier_answer, reversal_answer) = (self.supplier_answer(), self.reversal_answer());
        let mut hands = self.row.figures_by.iter().map(|who| caller.told_of(self.row.buyer_id, who));
        let (captured_by, corrected_by) = (hands.next(), hands.collect());
        let amount = self.value();
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
            claimed_at: row.claimed_at,
            backfilled: row.backfilled,
            posted_at: row.posted_at,
            documents_seen: row.documents_seen,
            reverses: row.reverses_id,
            reversed_by: self.reversal.map(|reversal| reversal.id),
            reversal_answer,
            captured_by,
            corrected_by,
            posted_by: row.posted_by.as_deref().map(|who| caller.told_of(row.buyer_id, who)),
            supplier_answer,
            conflicts_with,
            lines: self.lines.into_iter().map(|line| line_view(line, priced)).collect(),
            amount: priced.then(|| amount.into()),
            note: row.note,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

fn line_view(line: WholeLine, priced: bool) -> ReceiptLineView {
    let mass = line.figure(Measure::Mass);
    let weight_unit = mass.map_or(Unit::Kgm, |row| row.unit);
    let counted = |measure: Measure| line.figure(measure).map(count_view);
    let weighed = |measure: Measure| line.figure(measure).map(weight_view);
    let accepted = |measure: Measure| line.figure(measure).map(|row| row.accepted);
    let volume = line.figure(Measure::Volume);
    ReceiptLineView {
        accepted_mass: mass.map(|row| wire(row.accepted, row.unit)),
        accepted_heads: accepted(Measure::Head),
        accepted_pieces: accepted(Measure::Piece),
        accepted_volume: volume.map(|row| wire(row.accepted, row.unit)),
        heads: counted(Measure::Head),
        pieces: counted(Measure::Piece),
        packages: counted(Measure::Package),
        weight: weighed(Measure::Mass),
        volume: weighed(Measure::Volume),
        rejections: rejection_views(&line.rejections),
        shrink_allowed: line.row.shrink_allowed_base.map(|base| wire(base, weight_unit)),
        deaths_allowed: line.row.deaths_allowed,
        claimable_weight: line.row.claimable_weight_base.map(|base| wire(base, weight_unit)),
        claimable_heads: line.row.claimable_heads,
        accepted: wire(line.row.accepted_base, line.row.accepted_unit),
        conversion: line.conversion,
        consolidation_lot_id: line.lot,
        amount: priced.then(|| WireMoney::from(Money(line.row.amount_rupiah))),
        price: line.row.price.as_ref().filter(|_| priced).and_then(price_view),
        grade: line.row.grade,
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

/// The price that was found when the receipt was posted. What a later release explains, this one does not show.
fn price_view(stored: &serde_json::Value) -> Option<PriceFoundView> {
    PriceFound::deserialize(stored).ok().as_ref().map(Into::into)
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
            let amount = |measure| rows.iter().find(|row| row.measure == measure);
            Some(RejectionFigures {
                reason: rows.first()?.reason,
                heads: amount(Measure::Head).map(|row| row.amount_base),
                pieces: amount(Measure::Piece).map(|row| row.amount_base),
                packages: amount(Measure::Package).map(|row| row.amount_base),
                weight: amount(Measure::Mass).map(|row| wire(row.amount_base, row.unit)),
                volume: amount(Measure::Volume).map(|row| wire(row.amount_base, row.unit)),
            })
        })
        .collect()
}

//! Rows of the receipts, and a receipt with everything on it, as it moves.

use std::collections::BTreeMap;

use api_types::logistics::{ConversionView, ReceiptEventData};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::logistics::{
    Answer, HeadCount, Loaded, Measure, ObjectionReason, ReceiptEvent, ReceiptMeasures, ReceiptState,
    Rejection, RejectionReason, ShownByFigures, SupplierAnswer, WeightCount, shown_by_figures, total_amount,
};
use domain::shared::{
    AgreementId, Bilingual, CallOffId, CallOffLineId, ConsolidationLotId, ContractId, ContractLineId,
    Dimension, Id, Money, PartyId, ReceiptId, ReceiptLineId, Role, ShipmentId, ShipmentItemId, Unit,
    VehicleId,
};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::schema::{receipt, receipt_line, receipt_measure, receipt_rejection};
use crate::settling::ClaimedGoods;
use crate::transport::{ItemRow, another_side, distinct};

/// A receipt as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = receipt, treat_none_as_null = true)]
pub(super) struct ReceiptRow {
    pub(super) id: ReceiptId,
    pub(super) number: String,
    pub(super) shipment_id: ShipmentId,
    pub(super) supplier_id: PartyId,
    pub(super) buyer_id: PartyId,
    pub(super) state: ReceiptState,
    pub(super) received_at: DateTime<Utc>,
    pub(super) backfilled: bool,
    pub(super) documents_seen: bool,
    pub(super) note: Option<String>,
    pub(super) posted_at: Option<DateTime<Utc>>,
    pub(super) reverses_id: Option<ReceiptId>,
    pub(super) captured_sha256: String,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
    /// Who captured it, then who corrected it.
    pub(super) figures_by: Vec<String>,
    pub(super) posted_by: Option<String>,
    pub(super) answer_due_at: Option<DateTime<Utc>>,
    pub(super) answered_at: Option<DateTime<Utc>>,
    pub(super) objection_reason: Option<ObjectionReason>,
    pub(super) objection_note: Option<String>,
    /// The time said, where another one counts.
    pub(super) claimed_at: Option<DateTime<Utc>>,
}

impl ReceiptRow {
    /// What the supplier's answer follows from.
    pub(super) fn answer(&self) -> SupplierAnswer {
        SupplierAnswer { state: self.state, takes_back: self.reverses_id.is_some(), due: self.answer_due_at }
    }

    /// Notes who wrote its figures.
    pub(super) fn written_by(&mut self, subject: &str) {
        if !self.figures_by.iter().any(|who| who == subject) {
            self.figures_by.push(subject.to_owned());
        }
    }
}

/// A line of a receipt as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = receipt_line)]
pub(super) struct LineRow {
    pub(super) id: ReceiptLineId,
    pub(super) receipt_id: ReceiptId,
    pub(super) number: i32,
    pub(super) shipment_item_id: ShipmentItemId,
    pub(super) vehicle_id: VehicleId,
    pub(super) call_off_line_id: CallOffLineId,
    pub(super) call_off_id: CallOffId,
    pub(super) contract_line_id: ContractLineId,
    pub(super) contract_id: ContractId,
    pub(super) agreement_id: AgreementId,
    pub(super) commodity_code: String,
    pub(super) form_code: String,
    pub(super) accepted_base: i64,
    pub(super) accepted_unit: Unit,
    pub(super) amount_rupiah: i64,
    pub(super) shrink_allowed_base: Option<i64>,
    pub(super) deaths_allowed: Option<i64>,
    pub(super) claimable_weight_base: Option<i64>,
    pub(super) claimable_heads: Option<i64>,
    pub(super) note: Option<String>,
    pub(super) holds_item: bool,
    pub(super) received_at: DateTime<Utc>,
    pub(super) posted_at: Option<DateTime<Utc>>,
    pub(super) reversal_claimed_at: Option<DateTime<Utc>>,
    pub(super) reversed_at: Option<DateTime<Utc>>,
    /// The grade in which the goods were found.
    pub(super) grade: Option<String>,
    /// The price they met and why, as it was when the receipt was posted.
    pub(super) price: Option<serde_json::Value>,
}

/// What was counted or weighed on a line in one measure, in base units.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = receipt_measure)]
pub(super) struct MeasureRow {
    pub(super) receipt_line_id: ReceiptLineId,
    #[diesel(column_name = dimension)]
    pub(super) measure: Measure,
    pub(super) unit: Unit,
    pub(super) loaded: i64,
    pub(super) accepted: i64,
    pub(super) held_excess: i64,
    pub(super) rejected: i64,
    pub(super) dead: i64,
    pub(super) emergency_slaughtered: i64,
    pub(super) removed: i64,
    pub(super) shrink: i64,
    pub(super) missing: i64,
    pub(super) surplus: i64,
}

impl MeasureRow {
    fn counted(&self) -> HeadCount {
        HeadCount {
            loaded: self.loaded,
            accepted: self.accepted,
            held_excess: self.held_excess,
            rejected: self.rejected,
            dead: self.dead,
            emergency_slaughtered: self.emergency_slaughtered,
            missing: self.missing,
            surplus: self.surplus,
        }
    }

    fn weighed(&self) -> WeightCount {
        WeightCount {
            loaded: self.loaded,
            accepted: self.accepted,
            held_excess: self.held_excess,
            rejected: self.rejected,
            removed: self.removed,
            missing: self.missing,
            shrink: self.shrink,
            surplus: self.surplus,
        }
    }
}

/// Why a part was rejected, in one measure.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = receipt_rejection)]
pub(super) struct RejectionRow {
    pub(super) receipt_line_id: ReceiptLineId,
    pub(super) number: i32,
    #[diesel(column_name = dimension)]
    pub(super) measure: Measure,
    pub(super) reason: RejectionReason,
    pub(super) amount_base: i64,
    pub(super) unit: Unit,
}

/// A line with its figures.
#[derive(Debug, Clone)]
pub(super) struct WholeLine {
    pub(super) row: LineRow,
    pub(super) figures: Vec<MeasureRow>,
    pub(super) rejections: Vec<RejectionRow>,
    /// The yield by which what its order accepted counts, where its form is another than that of the contract line.
    pub(super) conversion: Option<ConversionView>,
    /// The consolidation lot its goods were taken from.
    pub(super) lot: Option<ConsolidationLotId>,
}

impl WholeLine {
    pub(super) fn figure(&self, measure: impl Into<Measure>) -> Option<&MeasureRow> {
        let measure = measure.into();
        self.figures.iter().find(|row| row.measure == measure)
    }

    /// The figures as the rules read them.
    pub(super) fn measures(&self) -> ReceiptMeasures {
        ReceiptMeasures {
            heads: self.figure(Measure::Head).map(MeasureRow::counted),
            pieces: self.figure(Measure::Piece).map(MeasureRow::counted),
            packages: self.figure(Measure::Package).map(MeasureRow::counted),
            weight: self.figure(Measure::Mass).map(MeasureRow::weighed),
            volume: self.figure(Measure::Volume).map(MeasureRow::weighed),
        }
    }

    /// Why parts were rejected, in one measure.
    pub(super) fn rejected_in(&self, measure: Measure) -> Vec<Rejection> {
        let rows = self.rejections.iter().filter(|row| row.measure == measure);
        rows.map(|row| Rejection { reason: row.reason, amount: row.amount_base }).collect()
    }

    /// What names the line in a refusal.
    pub(super) fn name(&self) -> String {
        format!("lines/{}", self.row.number)
    }
}

/// What the shipment says was loaded of an item.
pub(super) fn loaded_of(item: &ItemRow) -> Loaded {
    Loaded {
        heads: item.loaded_in(Dimension::Head),
        pieces: item.loaded_in(Dimension::Piece),
        packages: item.packages,
        weight: item.loaded_in(Dimension::Mass),
        volume: item.loaded_in(Dimension::Volume),
    }
}

/// A receipt with everything on it.
#[derive(Debug, Clone)]
pub(super) struct WholeReceipt {
    pub(super) row: ReceiptRow,
    pub(super) lines: Vec<WholeLine>,
    /// The contracts of the receipt that it takes back; it has no lines of its own then.
    pub(super) taken_back: Vec<ContractId>,
    /// Other captures of the same goods that were not taken back.
    pub(super) rivals: Vec<Rival>,
    /// The receipt that takes it back.
    pub(super) reversal: Option<Reversal>,
    /// When it was read: what a window decides follows from it.
    pub(super) read_at: DateTime<Utc>,
}

/// A receipt that takes another back, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reversal {
    pub(super) id: ReceiptId,
    pub(super) state: ReceiptState,
}

/// Another capture of the same goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rival {
    pub(super) id: ReceiptId,
    pub(super) state: ReceiptState,
}

impl WholeReceipt {
    /// What the supplier says to it.
    pub(super) fn answer(&self) -> Option<Answer> {
        self.row.answer().at(self.read_at)
    }

    /// What the supplier says to its being taken back.
    pub(super) fn reversal_answer(&self) -> Option<Answer> {
        let Reversal { state, .. } = self.reversal?;
        SupplierAnswer { state, takes_back: true, due: None }.at(self.read_at)
    }

    pub(super) fn call_offs(&self) -> Vec<CallOffId> {
        distinct(self.lines.iter().map(|line| line.row.call_off_id))
    }

    pub(super) fn contracts(&self) -> Vec<ContractId> {
        distinct(self.lines.iter().map(|line| line.row.contract_id).chain(self.taken_back.iter().copied()))
    }

    pub(super) fn contract_lines(&self) -> Vec<ContractLineId> {
        distinct(self.lines.iter().map(|line| line.row.contract_line_id))
    }

    pub(super) fn commodities(&self) -> Vec<String> {
        distinct(self.lines.iter().map(|line| line.row.commodity_code.clone()))
    }

    /// What its goods are worth. Each line is at most 64 bits; a sum beyond that is worth as much as can be.
    pub(super) fn value(&self) -> Money {
        let amounts = self.lines.iter().map(|line| Money(line.row.amount_rupiah));
        total_amount(amounts).unwrap_or(Money(i64::MAX))
    }

    pub(super) fn items(&self) -> Vec<ShipmentItemId> {
        self.lines.iter().map(|line| line.row.shipment_item_id).collect()
    }

    /// The claims that the figures of its lines show, once their allowances are known.
    pub(super) fn shown_by_figures(&self) -> Vec<(ClaimedGoods, Vec<ShownByFigures>)> {
        let shown = |line: &WholeLine| {
            let (shrink, deaths) = (line.row.shrink_allowed_base, line.row.deaths_allowed);
            let unit = line.row.accepted_unit;
            shown_by_figures(&line.measures(), unit, shrink.unwrap_or(0), deaths.unwrap_or(0))
        };
        self.lines.iter().map(|line| (self.claimed(&line.row), shown(line))).collect()
    }

    fn claimed(&self, line: &LineRow) -> ClaimedGoods {
        ClaimedGoods {
            shipment_id: self.row.shipment_id,
            receipt_id: Some(self.row.id),
            receipt_line_id: Some(line.id),
            contract_id: line.contract_id,
            contract_line_id: line.contract_line_id,
            agreement_id: line.agreement_id,
            supplier_id: self.row.supplier_id,
            buyer_id: self.row.buyer_id,
            commodity_code: line.commodity_code.clone(),
            form_code: line.form_code.clone(),
        }
    }

    /// What its lines accepted, per order line.
    pub(super) fn accepted(&self) -> BTreeMap<CallOffLineId, i64> {
        let mut sums = BTreeMap::new();
        for line in &self.lines {
            *sums.entry(line.row.call_off_line_id).or_default() += line.row.accepted_base;
        }
        sums
    }
}

impl Announced for WholeReceipt {
    type Data = ReceiptEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> ReceiptEventData {
        ReceiptEventData {
            receipt_id: self.row.id,
            shipment_id: self.row.shipment_id,
            state: self.row.state,
            version: self.row.version,
            contract_ids: self.contracts(),
            reverses: self.row.reverses_id,
            reversed_by: self.reversal.map(|reversal| reversal.id),
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::Parties(self.readers(conn).await?))
    }
}

impl Versioned for WholeReceipt {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn etag(&self, _: NaiveDate) -> Etag {
        self.current_etag()
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_receipt(conn, &self.row, seen).await
    }
}

impl Stateful for WholeReceipt {
    type State = ReceiptState;

    fn state(&self) -> ReceiptState {
        self.row.state
    }

    fn set_state(&mut self, state: ReceiptState) {
        self.row.state = state;
    }

    /// Who sells answers in the supplier's party; every other role on a receipt is held in the buyer's.
    fn holds(&self, caller: &Caller, role: Role) -> bool {
        let party = if sells(role) { self.row.supplier_id } else { self.row.buyer_id };
        caller.party() == party && caller.has(role)
    }

    /// Nobody takes back what takes another receipt back.
    fn acting_role(&self, caller: &Caller, event: ReceiptEvent) -> Option<Role> {
        let final_one = event == ReceiptEvent::Reverse && self.row.reverses_id.is_some();
        event.roles().iter().copied().find(|role| !final_one && self.holds(caller, *role))
    }

    fn agreement(&self) -> Option<AgreementId> {
        self.lines.first().map(|line| line.row.agreement_id)
    }

    fn not_theirs(&self, event: ReceiptEvent) -> Bilingual {
        if event == ReceiptEvent::Reverse && self.row.reverses_id.is_some() {
            return not_reversible();
        }
        another_side()
    }
}

/// Whether a role on a receipt is the supplier's.
pub(super) fn sells(role: Role) -> bool {
    matches!(role, Role::Supplier | Role::Aggregator)
}

fn not_reversible() -> Bilingual {
    Bilingual::new(
        "Pembatalan tidak dapat dibatalkan; catat penerimaan yang benar sebagai penerimaan baru.",
        "A reversal cannot be reversed; capture what is right as a new receipt.",
    )
}

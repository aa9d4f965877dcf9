//! Rows of the call-off orders.

use api_types::logistics::{CallOffChangeLineView, CallOffChangeView, ConversionView, WireDeliveryWindow};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::logistics::{CallOffChangeState, CallOffState, OrderDraw, OrderedLine, PackKind};
use domain::shared::{
    CallOffChangeId, CallOffId, CallOffLineId, ContractId, ContractLineId, GradeCode, HoldId, PartyId,
    Quantity, Ratio, Unit, VariantId,
};
use serde::Deserialize as _;
use serde_json::Value;
use service::Error;

use super::order::Order;
use crate::outside::ContractLineRow;
use crate::schema::{call_off, call_off_change, call_off_change_line, call_off_line};

/// An order as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = call_off, treat_none_as_null = true)]
pub(crate) struct CallOffRow {
    pub(crate) id: CallOffId,
    pub(crate) number: String,
    pub(crate) contract_id: ContractId,
    pub(crate) supplier_id: PartyId,
    pub(crate) buyer_id: PartyId,
    pub(crate) client: String,
    pub(crate) external_reference: Option<String>,
    pub(crate) state: CallOffState,
    pub(crate) requested_delivery_date: NaiveDate,
    pub(crate) proposed_delivery_date: Option<NaiveDate>,
    pub(crate) destination_name: String,
    pub(crate) destination_region_code: String,
    pub(crate) destination_address: String,
    pub(crate) note: Option<String>,
    pub(crate) terms_position: Option<i64>,
    pub(crate) issued_at: Option<DateTime<Utc>>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) cancelled_at: Option<DateTime<Utc>>,
    pub(crate) cancellation_reason_code: Option<String>,
    pub(crate) cancellation_note: Option<String>,
    pub(crate) cancelled_after_acceptance: bool,
    /// When it is said to have been issued: by which it counts in a period of a share.
    pub(crate) issue_said_at: Option<DateTime<Utc>>,
    /// The time by which its price counts.
    pub(crate) priced_at: Option<DateTime<Utc>>,
    /// The hours within which it is to be delivered, as they are told.
    pub(crate) delivery_windows: Value,
    /// The side whose change waits for an answer.
    pub(crate) change_by: Option<PartyId>,
}

impl CallOffRow {
    /// The day of delivery is agreed; another one than before means any hour of it.
    pub(super) fn agree_on(&mut self, date: Option<NaiveDate>) {
        if let Some(date) = date.filter(|date| *date != self.requested_delivery_date) {
            self.requested_delivery_date = date;
            self.delivery_windows = Value::Array(Vec::new());
        }
    }
}

/// A change of an accepted order as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = call_off_change, treat_none_as_null = true)]
pub(super) struct ChangeRow {
    pub(super) id: CallOffChangeId,
    pub(super) call_off_id: CallOffId,
    pub(super) proposed_by: PartyId,
    pub(super) state: CallOffChangeState,
    pub(super) proposed_at: DateTime<Utc>,
    pub(super) delivery_date: Option<NaiveDate>,
    pub(super) delivery_windows: Option<Value>,
    pub(super) reason_code: Option<String>,
    pub(super) note: Option<String>,
    pub(super) answered_at: Option<DateTime<Utc>>,
    pub(super) answer_recorded_at: Option<DateTime<Utc>>,
    pub(super) answer_note: Option<String>,
}

/// Another amount for a line of an accepted order, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = call_off_change_line)]
pub(super) struct ChangeLineRow {
    pub(super) change_id: CallOffChangeId,
    pub(super) call_off_line_id: CallOffLineId,
    pub(super) proposed_base: i64,
    /// What was ordered until it came into force.
    pub(super) replaced_base: Option<i64>,
}

/// A change with the amounts it proposes.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) row: ChangeRow,
    pub(super) lines: Vec<ChangeLineRow>,
}

/// A line of an order as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = call_off_line)]
pub(crate) struct CallOffLineRow {
    pub(crate) id: CallOffLineId,
    pub(crate) call_off_id: CallOffId,
    pub(crate) number: i32,
    pub(crate) contract_line_id: ContractLineId,
    pub(crate) ordered_base: i64,
    pub(crate) unit: Unit,
    pub(crate) issued_base: i64,
    pub(crate) proposed_base: Option<i64>,
    pub(crate) accepted_base: i64,
    pub(crate) open: bool,
    pub(crate) pack_kind: Option<PackKind>,
    pub(crate) pack_count: Option<i64>,
    pub(crate) pack_content_base: Option<i64>,
    pub(crate) pack_content_unit: Option<Unit>,
    pub(crate) over_tolerance_bp: i32,
    /// The product variant ordered.
    pub(crate) variant_id: Option<VariantId>,
    /// The grade wanted.
    pub(crate) grade: Option<String>,
    /// The form ordered; none where it is that of the contract line.
    pub(crate) form_code: Option<String>,
    /// So much of it ...
    pub(crate) yield_input: i64,
    /// ... counts as so much of that of the contract line.
    pub(crate) yield_output: i64,
    /// The hold that its goods are taken from.
    pub(crate) hold_id: Option<HoldId>,
}

impl CallOffLineRow {
    /// The grade wanted, as rules of prices read it.
    pub(super) fn grade(&self) -> Option<GradeCode> {
        self.grade.as_ref()?.parse().ok()
    }

    /// What is ordered, as in force, counted in the form of the contract line.
    pub(crate) fn ordered(&self) -> OrderedLine {
        self.counted(self.draw().ordered())
    }

    /// What of it was not accepted yet, counted so; none where nothing is left.
    pub(super) fn waits_for(&self) -> Option<OrderedLine> {
        let open = self.draw().open();
        (open > 0).then(|| self.counted(open))
    }

    /// An amount that counts on the contract line, in base units.
    pub(crate) fn counted(&self, base: i128) -> OrderedLine {
        // A quantity and its tolerance, converted to one that was read as a quantity.
        let base = i64::try_from(base).unwrap_or(i64::MAX);
        OrderedLine { contract_line: self.contract_line_id, quantity: Quantity::from_stored(base, self.unit) }
    }

    /// What it takes from its contract line.
    pub(crate) fn draw(&self) -> OrderDraw {
        OrderDraw {
            ordered: self.ordered_base.into(),
            accepted: self.accepted_base.into(),
            counts: self.counts(),
        }
    }

    /// What the form ordered counts as in that of the contract line: the table holds no other.
    pub(crate) fn counts(&self) -> Ratio {
        Ratio::new(self.yield_input, self.yield_output).unwrap_or(Ratio::SAME)
    }

    /// By which yield it counts; none where the form is that of the contract line.
    pub(crate) fn conversion(&self, line: &ContractLineRow) -> Option<ConversionView> {
        let told = |base| Quantity::from_stored(base, line.unit).into();
        self.form_code.as_ref().map(|_| ConversionView {
            form_code: line.form_code.clone(),
            input: told(self.yield_input),
            output: told(self.yield_output),
        })
    }
}

/// Hours of delivery as they are stored: as they are told.
pub(super) fn stored_windows(windows: &[WireDeliveryWindow]) -> Result<Value, Error> {
    serde_json::to_value(windows).map_err(|error| Error::Internal(format!("hours of delivery: {error}")))
}

/// Hours of delivery as they are told.
pub(super) fn told_windows(stored: &Value) -> Result<Vec<WireDeliveryWindow>, Error> {
    Vec::deserialize(stored).map_err(|error| Error::Internal(format!("stored hours of delivery: {error}")))
}

impl Change {
    /// As it is shown, of an order.
    pub(super) fn view(self, order: &Order) -> Result<CallOffChangeView, Error> {
        let Self { row, lines } = self;
        let unit = |id| order.lines.iter().find(|line| line.id == id).map(|line| line.unit);
        let line = |line: &ChangeLineRow| {
            let unit = unit(line.call_off_line_id)?;
            let told = |base| Quantity::from_stored(base, unit).into();
            Some(CallOffChangeLineView {
                call_off_line_id: line.call_off_line_id,
                quantity: told(line.proposed_base),
                replaced: line.replaced_base.map(told),
            })
        };
        Ok(CallOffChangeView {
            id: row.id,
            state: row.state.of(order.row.state),
            proposed_by: row.proposed_by,
            proposed_at: row.proposed_at,
            delivery_date: row.delivery_date,
            delivery_windows: row.delivery_windows.as_ref().map(told_windows).transpose()?,
            lines: lines.iter().filter_map(line).collect(),
            reason_code: row.reason_code,
            note: row.note,
            answered_at: row.answered_at,
            answer_note: row.answer_note,
        })
    }
}

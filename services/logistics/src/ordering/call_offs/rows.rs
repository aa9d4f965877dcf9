//! Rows of the call-off orders.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::logistics::{CallOffState, OrderedLine, PackKind};
use domain::shared::{
    CallOffId, CallOffLineId, ContractId, ContractLineId, GradeCode, PartyId, Quantity, Unit, VariantId,
};

use crate::schema::{call_off, call_off_line};

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
}

impl CallOffLineRow {
    /// The grade wanted, as rules of prices read it.
    pub(super) fn grade(&self) -> Option<GradeCode> {
        self.grade.as_ref()?.parse().ok()
    }

    /// What is ordered, as in force.
    pub(crate) fn ordered(&self) -> OrderedLine {
        OrderedLine {
            contract_line: self.contract_line_id,
            quantity: Quantity::from_stored(self.ordered_base, self.unit),
        }
    }
}

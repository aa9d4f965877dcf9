//! Changes of accepted orders.

use chrono::{DateTime, NaiveDate, Utc};
use domain::logistics::CallOffChangeState;
use domain::shared::{CallOffChangeId, CallOffLineId, PartyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::WireDeliveryWindow;
use crate::{DocumentReference, WireQuantity};

/// Another amount for a line of an accepted order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeLineRequest {
    /// The order line.
    pub call_off_line_id: CallOffLineId,
    /// How much is ordered from then on, in all: not less than what is planned, on the road and accepted of it.
    pub quantity: WireQuantity,
}

/// A change of an accepted order: another day, other hours, other amounts. What is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"delivery_date": "2026-12-04", "lines": [], "note": "Jalan putus di Bakauheni."}))]
#[serde(deny_unknown_fields)]
pub struct ProposeChangeRequest {
    /// When the goods are to come; as agreed when absent.
    #[schema(example = "2026-12-04")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_date: Option<NaiveDate>,
    /// The hours in the place of those agreed, from the day on which the goods are to come. Another day without hours means any
    /// hour of it.
    #[schema(max_items = 20, nullable = false)]
    #[serde(default, deserialize_with = "crate::present", skip_serializing_if = "Option::is_none")]
    pub delivery_windows: Option<Vec<WireDeliveryWindow>>,
    /// Other amounts, more or less.
    #[schema(max_items = 100)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<ChangeLineRequest>,
    /// When it was proposed, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Machine-readable reason, lower snake_case.
    #[schema(example = "road_closed", max_length = 60)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// Explanation for the other side.
    #[schema(example = "Jalan putus di Bakauheni.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

crate::circumstances!(ProposeChangeRequest: occurred_at, reason_code, note, documents);

/// Another amount of an order line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallOffChangeLineView {
    /// The order line.
    pub call_off_line_id: CallOffLineId,
    /// How much was proposed.
    pub quantity: WireQuantity,
    /// What was ordered until then; null unless it is in force.
    pub replaced: Option<WireQuantity>,
}

/// A change of an accepted order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallOffChangeView {
    /// Its id.
    pub id: CallOffChangeId,
    /// Where it stands.
    pub state: CallOffChangeState,
    /// The side that proposed it.
    pub proposed_by: PartyId,
    /// When it was proposed, as claimed.
    pub proposed_at: DateTime<Utc>,
    /// When the goods are to come; null where that stays.
    #[schema(example = "2026-12-04")]
    pub delivery_date: Option<NaiveDate>,
    /// The hours in the place of those agreed; null where they stay, or go with another day.
    pub delivery_windows: Option<Vec<WireDeliveryWindow>>,
    /// Other amounts.
    pub lines: Vec<CallOffChangeLineView>,
    /// Machine-readable reason.
    #[schema(example = "road_closed")]
    pub reason_code: Option<String>,
    /// Explanation of who proposed it.
    #[schema(example = "Jalan putus di Bakauheni.")]
    pub note: Option<String>,
    /// When it was answered or withdrawn, as claimed; null before.
    pub answered_at: Option<DateTime<Utc>>,
    /// What was said to that.
    #[schema(example = "Kami menunggu sampai tanggal 4.")]
    pub answer_note: Option<String>,
}

crate::list_query! {
    /// Filters of the changes of an order: none, oldest first.
    pub struct ListCallOffChangesQuery {}
}

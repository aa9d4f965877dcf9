//! Consolidation lots at a hub, run with a cooperative.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{LotGrade, LotState};
use domain::shared::{CallOffId, CallOffLineId, ConsolidationLotId, FacilityId, PartyId, TextHash};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WireQuantity;

/// Opens a lot at a hub, by the hub or the cooperative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateConsolidationLotRequest {
    /// The hub or warehouse, in use.
    pub facility_id: FacilityId,
    /// The cooperative or farmer group whose members bring the goods; the owner of the hub itself, or another.
    pub cooperative_party_id: PartyId,
    /// What is brought.
    #[schema(example = "chilli", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub commodity_code: String,
    /// In which form; one that is weighed.
    #[schema(example = "red", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub form_code: String,
    /// What the hub keeps of what is paid, in basis points; at most what `/v1/hub-fee-limits` says.
    #[schema(example = 500, minimum = 0, maximum = 10_000)]
    pub hub_fee_bp: i64,
    /// Anything worth saying.
    #[schema(example = "Cabai merah untuk Pasar Jaya.", min_length = 1, max_length = 1000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A part of one grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = GradePart)]
#[serde(deny_unknown_fields)]
pub struct WireGradePart {
    /// The grade.
    pub grade: LotGrade,
    /// How much.
    pub quantity: WireQuantity,
}

/// A grade of a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LotGradeView {
    /// The grade.
    pub grade: LotGrade,
    /// How much of it there is: the sum of what members brought.
    pub quantity: WireQuantity,
    /// How much of that is set aside for orders.
    pub allocated: WireQuantity,
}

/// What is set aside for an order line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LotAllocationView {
    /// The order line.
    pub call_off_line_id: CallOffLineId,
    /// Its order.
    pub call_off_id: CallOffId,
    /// How much in all.
    pub quantity: WireQuantity,
    /// By grade.
    pub grades: Vec<WireGradePart>,
}

/// A seal on a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LotSealView {
    /// Whose.
    pub party_id: PartyId,
    /// What was sealed.
    #[schema(value_type = String, example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub content_sha256: TextHash,
    /// When.
    pub sealed_at: DateTime<Utc>,
}

/// A consolidation lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsolidationLotView {
    /// Its id.
    pub id: ConsolidationLotId,
    /// Its ETag, for steps.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Where it stands.
    pub state: LotState,
    /// The hub.
    pub facility_id: FacilityId,
    /// Whose hub it is.
    pub hub_party_id: PartyId,
    /// Whose members bring the goods.
    pub cooperative_party_id: PartyId,
    /// Where the hub lies.
    #[schema(example = "35.72")]
    pub region_code: String,
    /// What is brought.
    #[schema(example = "chilli")]
    pub commodity_code: String,
    /// In which form.
    #[schema(example = "red")]
    pub form_code: String,
    /// The day on which it was opened, Asia/Jakarta.
    #[schema(example = "2026-11-30")]
    pub opened_date: NaiveDate,
    /// What the hub keeps of what is paid, in basis points.
    #[schema(example = 500)]
    pub hub_fee_bp: i64,
    /// How many members brought what is in it.
    #[schema(example = 30)]
    #[serde(default)]
    pub member_count: i64,
    /// How much is in it: the sum of its grades.
    pub quantity: WireQuantity,
    /// Its grades.
    pub grades: Vec<LotGradeView>,
    /// What it is set aside for.
    pub allocations: Vec<LotAllocationView>,
    /// SHA-256 over who brought what and how it was sorted: what is sealed; null until something is graded.
    #[schema(value_type = Option<String>, example = json!(null))]
    pub content_sha256: Option<TextHash>,
    /// The seals on what is in it now.
    pub seals: Vec<LotSealView>,
    /// Anything worth saying.
    #[schema(example = "Cabai merah untuk Pasar Jaya.")]
    pub note: Option<String>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the consolidation lots.
    pub struct ListConsolidationLotsQuery {
        /// Only those at this hub.
        facility_id: FacilityId,
        /// Only those of this cooperative.
        cooperative_party_id: PartyId,
        /// Only those in this state.
        state: LotState,
    }
}

/// Seals what is in a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SealLotRequest {
    /// What is sealed, as the lot shows it now.
    #[schema(value_type = String, example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        pattern = "^[0-9a-f]{64}$")]
    pub content_sha256: TextHash,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Anything worth saying.
    #[schema(example = "Ditimbang ulang bersama.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

crate::circumstances!(SealLotRequest: occurred_at, note);

/// Sets a part of a lot aside for an order line, beside what is set aside for it already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AllocateLotRequest {
    /// The order line; its supplier is the hub or the cooperative.
    pub call_off_line_id: CallOffLineId,
    /// How much of each grade, each once.
    #[schema(min_items = 1, max_items = 4)]
    pub grades: Vec<WireGradePart>,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Anything worth saying.
    #[schema(example = "Mutu A saja untuk pesanan ini.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

crate::circumstances!(AllocateLotRequest: occurred_at, note);

/// Frees what is set aside for an order line and was not loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseLotAllocationRequest {
    /// The order line.
    pub call_off_line_id: CallOffLineId,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Why; needed.
    #[schema(example = "Pembeli membatalkan pesanannya.", min_length = 1, max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

crate::circumstances!(ReleaseLotAllocationRequest: occurred_at, note);

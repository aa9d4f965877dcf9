//! What a lot brought, and what of it goes back to each member.

use chrono::{DateTime, Utc};
use domain::catalog::{LotGrade, LotState};
use domain::shared::{ConsolidationLotId, LotStatementId, MemberId, MemberStatementId, PartyId, Unit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{WireMoney, WireQuantity};

/// What became of goods of one grade: loaded = accepted + rejected + shrunk, and brought = loaded + undelivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GradeShareView {
    /// The grade.
    pub grade: LotGrade,
    /// The unit of the figures.
    #[schema(example = "KGM")]
    pub unit: Unit,
    /// Brought to the lot.
    #[schema(example = "47.5")]
    pub brought: String,
    /// Loaded and received.
    #[schema(example = "47.5")]
    pub loaded: String,
    /// Taken by the buyer.
    #[schema(example = "46.2")]
    pub accepted: String,
    /// Not taken by the buyer.
    #[schema(example = "0.8")]
    pub rejected: String,
    /// Lost on the way; below zero where more arrived than left.
    #[schema(example = "0.5")]
    pub shrunk: String,
    /// Still at the hub, on the road, or lost with a vehicle.
    #[schema(example = "0")]
    pub undelivered: String,
    /// What is paid.
    pub amount: WireMoney,
}

/// What a lot means for a member, step by step: credited = gross - hub fee; credited - credited before = paid + recovered -
/// owed again; debt after = debt before - recovered + owed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberShareView {
    /// The member.
    pub member_id: MemberId,
    /// Net weight brought.
    pub net: WireQuantity,
    /// What of it went back at sorting.
    pub refused: WireQuantity,
    /// What sorting lost of it.
    pub sorting_loss: WireQuantity,
    /// What went into the lot, by grade.
    pub grades: Vec<GradeShareView>,
    /// Paid for it, all grades together.
    pub gross: WireMoney,
    /// What the hub keeps.
    pub hub_fee: WireMoney,
    /// What earlier statements of the lot credited.
    pub credited_before: WireMoney,
    /// What the lot credits.
    pub credited: WireMoney,
    /// What the member owed before, of inputs and of what was credited too much.
    pub debt_before: WireMoney,
    /// What of it is recovered.
    pub recovered: WireMoney,
    /// What was credited too much before, and is owed from now on.
    pub owed_again: WireMoney,
    /// What the member owes afterwards: it carries over to the next settlement.
    pub debt_after: WireMoney,
    /// What is paid to the member; never less than nothing.
    pub paid: WireMoney,
}

/// A settlement of a lot, as it was made; it never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LotStatementView {
    /// Its id.
    pub id: LotStatementId,
    /// Its number in the lot, from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// The first statement, which this one adjusts; null for the first.
    #[schema(example = json!(null))]
    pub adjusts_statement_id: Option<LotStatementId>,
    /// What the receipts said was paid.
    pub gross: WireMoney,
    /// What the hub keeps of that.
    pub hub_fee: WireMoney,
    /// What of members' debts is recovered by it; null for those who may not read members' accounts.
    pub recovered: Option<WireMoney>,
    /// What members owe again by it; null for those who may not read members' accounts.
    pub owed_again: Option<WireMoney>,
    /// What is paid to members by it; null for those who may not read members' accounts.
    pub paid: Option<WireMoney>,
    /// When it was made.
    pub settled_at: DateTime<Utc>,
}

/// What a lot brought by what is known now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LotSettlementView {
    /// Its ETag.
    #[schema(example = "\"v7-1d5e7c2a90b34f68\"")]
    pub etag: String,
    /// The lot.
    pub consolidation_lot_id: ConsolidationLotId,
    /// Where it stands.
    pub state: LotState,
    /// Whether the last statement says what is known now; false before the first, and where a receipt has changed since.
    #[schema(example = true)]
    pub settled: bool,
    /// What the receipts say is paid.
    pub gross: WireMoney,
    /// What the hub keeps of that: rounded once, half up.
    pub hub_fee: WireMoney,
    /// What became of the lot, by grade.
    pub grades: Vec<GradeShareView>,
    /// The statements made, oldest first.
    pub statements: Vec<LotStatementView>,
    /// By member: the last statement, or what it would be now where it is to be made; null but for the cooperative and the
    /// coordinator who keeps it.
    pub members: Option<Vec<MemberShareView>>,
}

/// What a statement says to one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberStatementView {
    /// Its id.
    pub id: MemberStatementId,
    /// Its ETag.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The statement of the lot it is part of.
    pub statement_id: LotStatementId,
    /// The number of that statement in the lot, from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// The first statement, which it adjusts; null for the first.
    #[schema(example = json!(null))]
    pub adjusts_statement_id: Option<LotStatementId>,
    /// The lot.
    pub consolidation_lot_id: ConsolidationLotId,
    /// The cooperative or farmer group.
    pub party_id: PartyId,
    /// Every step.
    pub share: MemberShareView,
    /// When it was made.
    pub settled_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the statements to members.
    pub struct ListMemberStatementsQuery {
        /// Only those to this member.
        member_id: MemberId,
        /// Only those of this lot.
        consolidation_lot_id: ConsolidationLotId,
    }
}

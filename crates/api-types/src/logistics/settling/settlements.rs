//! Monthly statements of contracts.

use chrono::{DateTime, NaiveDate, Utc};
use domain::logistics::{SettlementLineKind, SettlementState};
use domain::shared::{
    Business, ContractId, ContractLineId, PartyId, PriceBasis, ReceiptId, ReceiptLineId, SettlementId,
    TextHash,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{TransitionRequest, WireMoney, WireQuantity};

/// Asks for the statement of a contract and a month that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"contract_id": "ctr_0192f0c1a2b37c4d8e5f60718293a4b5", "month": "2026-10"}))]
pub struct CreateSettlementRequest {
    /// The contract.
    pub contract_id: ContractId,
    /// The month, in Asia/Jakarta.
    #[schema(example = "2026-10", pattern = "^[0-9]{4}-[0-9]{2}$", max_length = 7)]
    pub month: String,
}

/// Confirms the statement as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmSettlementRequest {
    /// SHA-256 of the text, as the statement shows it; while it is open, every new fact makes it another one.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub text_sha256: TextHash,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Explanation.
    #[schema(example = "Sesuai dengan catatan kami.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl ConfirmSettlementRequest {
    /// What its history keeps of it.
    pub fn circumstances(&self) -> TransitionRequest {
        TransitionRequest { occurred_at: self.occurred_at, note: self.note.clone(), ..Default::default() }
    }
}

/// Says what of a statement is wrong; the rest is payable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"note": "Timbangan truk kedua kami 5.020 kg.", "receipt_line_ids": []}))]
pub struct DisputeSettlementRequest {
    /// What is wrong; the other side and both governments read it.
    #[schema(example = "Timbangan truk kedua kami 5.020 kg.", min_length = 1, max_length = 2000)]
    pub note: String,
    /// The receipt lines it is about; none where it is about the whole statement.
    #[schema(max_items = 200)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipt_line_ids: Vec<ReceiptLineId>,
}

impl DisputeSettlementRequest {
    /// What its history keeps of it.
    pub fn circumstances(&self) -> TransitionRequest {
        TransitionRequest { note: Some(self.note.clone()), ..Default::default() }
    }
}

/// A line of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SettlementLineView {
    /// Its place, from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// What it is.
    pub r#type: SettlementLineKind,
    /// The receipt line it is of; null of a deduction and a credit.
    pub receipt_line_id: Option<ReceiptLineId>,
    /// The receipt; null of a credit.
    pub receipt_id: Option<ReceiptId>,
    /// The line of the contract; null of a deduction and a credit.
    pub contract_line_id: Option<ContractLineId>,
    /// What a deduction comes from.
    #[schema(example = json!(null))]
    pub source: Option<String>,
    /// The final statement that it corrects; null where it corrects none.
    pub corrects_settlement_id: Option<SettlementId>,
    /// The commodity.
    #[schema(example = "eggs")]
    pub commodity_code: Option<String>,
    /// Its form.
    #[schema(example = "fresh")]
    pub form_code: Option<String>,
    /// The day in Asia/Jakarta that it is of: of the receipt, or of what corrects it.
    #[schema(example = "2026-10-21")]
    pub day: NaiveDate,
    /// What was accepted, in the measure of the price and as it counts in the form that has the price; null where nothing was.
    pub quantity: Option<WireQuantity>,
    /// What the price counts.
    pub price_basis: Option<PriceBasis>,
    /// Rupiah per that, as it was frozen when the receipt was posted.
    pub price: Option<WireMoney>,
    /// Price x quantity, rounded once, half up; below zero where it takes something off.
    pub amount: WireMoney,
    /// The value added tax on it, rounded once, half up; zero of suppliers that are not registered for it.
    pub tax: WireMoney,
}

/// What a statement comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SettlementSumsView {
    /// Goods received in the month.
    pub deliveries: WireMoney,
    /// Goods of earlier months that were posted later or taken back, of statements that are final.
    pub corrections: WireMoney,
    /// Claims that were agreed on.
    pub deductions: WireMoney,
    /// What was paid too much before.
    pub credits: WireMoney,
    /// Value added tax.
    pub tax: WireMoney,
    /// Everything; below zero where more is taken off than was delivered.
    pub total: WireMoney,
    /// What of it is disputed.
    pub disputed: WireMoney,
    /// Paid and confirmed.
    pub paid: WireMoney,
    /// Said to be paid, and not confirmed yet.
    pub awaiting_confirmation: WireMoney,
    /// What may be paid now.
    pub payable: WireMoney,
}

/// A side's yes to the text as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SettlementConsentView {
    /// Which side.
    pub by: Business,
    /// When it was given.
    #[schema(example = "2026-11-02T03:00:00Z")]
    pub occurred_at: DateTime<Utc>,
}

/// The statement of a contract and a month.
///
/// While it is open it says what is known now; once both sides have confirmed one text it never changes, and what is found later
/// stands in the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SettlementView {
    /// Its id.
    pub id: SettlementId,
    /// Its ETag, for steps; it changes with its text, with payments and with the day, too.
    #[schema(example = "\"v2-1f2e3d4c\"")]
    pub etag: String,
    /// Its number.
    #[schema(example = "TGH/2026/000001")]
    pub number: String,
    /// The contract.
    pub contract_id: ContractId,
    /// The month, in Asia/Jakarta.
    #[schema(example = "2026-10")]
    pub month: String,
    /// Who sold.
    pub supplier_id: PartyId,
    /// Who bought.
    pub buyer_id: PartyId,
    /// Where it stands.
    pub state: SettlementState,
    /// SHA-256 of the text that both sides confirm.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub text_sha256: TextHash,
    /// Who has said yes to this text.
    pub consents: Vec<SettlementConsentView>,
    /// When the second side confirmed it; null before.
    #[schema(example = json!(null))]
    pub confirmed_at: Option<DateTime<Utc>>,
    /// The day by which it is paid; while it is not confirmed, as if it had been on the day it was asked for.
    #[schema(example = "2026-11-16")]
    pub due_date: NaiveDate,
    /// By how many days it is late; 0 where it is not, or where nothing of it is left to be paid.
    #[schema(example = 0)]
    pub overdue_days: i64,
    /// Who disputes it; null while nobody does.
    pub disputed_by_party_id: Option<PartyId>,
    /// The receipt lines that are disputed; none where the whole is.
    pub disputed_receipt_line_ids: Vec<ReceiptLineId>,
    /// What it comes to.
    pub sums: SettlementSumsView,
    /// How many lines it has.
    #[schema(example = 2)]
    pub line_count: i64,
    /// Its lines; null in lists.
    pub lines: Option<Vec<SettlementLineView>>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the monthly statements.
    pub struct ListSettlementsQuery {
        /// Only those of this contract.
        contract_id: ContractId,
        /// Only those in this state.
        state: SettlementState,
        /// Only those of this month.
        #[param(example = "2026-10", max_length = 7)]
        month: String,
    }
}

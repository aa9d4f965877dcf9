//! Payments of monthly statements, as buyers record them and suppliers confirm them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::logistics::PaymentState;
use domain::shared::{ContractId, PartyId, PaymentId, SettlementId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WireMoney;

/// Says that the caller's party has paid; the platform moves no money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "settlement_id": "stl_0192f0c1a2b37c4d8e5f60718293a4b5", "amount": {"amount": 120_000_000, "currency": "IDR"},
    "paid_date": "2026-11-12", "reference": "TRF-20261112-0042", "account": "BPD Lampung 380.00.01.234"
}))]
pub struct CreatePaymentRequest {
    /// The statement it is of.
    pub settlement_id: SettlementId,
    /// How much; no more than is left of the undisputed part.
    pub amount: WireMoney,
    /// The day on which it was paid; today at the latest.
    #[schema(example = "2026-11-12")]
    pub paid_date: NaiveDate,
    /// The bank's reference of it; each of a buyer's once.
    #[schema(example = "TRF-20261112-0042", min_length = 1, max_length = 100)]
    pub reference: String,
    /// The account that was paid to.
    #[schema(example = "BPD Lampung 380.00.01.234", max_length = 100)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PaymentView {
    /// Its id.
    pub id: PaymentId,
    /// Its ETag, for steps.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The statement it is of.
    pub settlement_id: SettlementId,
    /// The contract.
    pub contract_id: ContractId,
    /// Who is paid.
    pub supplier_id: PartyId,
    /// Who pays.
    pub buyer_id: PartyId,
    /// Where it stands.
    pub state: PaymentState,
    /// How much.
    pub amount: WireMoney,
    /// The day on which it was paid.
    #[schema(example = "2026-11-12")]
    pub paid_date: NaiveDate,
    /// The bank's reference of it.
    #[schema(example = "TRF-20261112-0042")]
    pub reference: String,
    /// The account that was paid to; null where none was said, and for all but the two businesses.
    #[schema(example = "BPD Lampung 380.00.01.234")]
    pub account: Option<String>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the payments.
    pub struct ListPaymentsQuery {
        /// Only those of this statement.
        settlement_id: SettlementId,
        /// Only those under this contract.
        contract_id: ContractId,
        /// Only those in this state.
        state: PaymentState,
    }
}

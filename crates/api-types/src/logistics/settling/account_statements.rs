//! What a party is owed and owes, contract by contract.

use chrono::NaiveDate;
use domain::logistics::AccountSide;
use domain::shared::{ContractId, PartyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WireMoney;

/// What a party is owed, or owes, under a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountStatementView {
    /// The party.
    pub party_id: PartyId,
    /// Whether it is owed or owes.
    pub side: AccountSide,
    /// The contract.
    pub contract_id: ContractId,
    /// Its number.
    #[schema(example = "PKS/2026/000001")]
    pub contract_number: String,
    /// The other business.
    pub counterpart_id: PartyId,
    /// What people call it; null while it has not arrived here.
    #[schema(example = "Food Station")]
    pub counterpart_name: Option<String>,
    /// What final statements say, without the credits that they carry from one to the next.
    pub settled: WireMoney,
    /// Goods received that no final statement has taken yet, before tax, less what was taken back since.
    pub unsettled: WireMoney,
    /// Paid and confirmed.
    pub paid: WireMoney,
    /// Said to be paid, and not confirmed yet.
    pub awaiting_confirmation: WireMoney,
    /// `settled` and `unsettled` less `paid`; below zero where more was paid.
    pub balance: WireMoney,
    /// What is left of final statements.
    pub due: WireMoney,
    /// The part of it whose day has passed.
    pub overdue: WireMoney,
    /// The day by which the oldest part of what is left was to be paid; null where nothing is left.
    #[schema(example = "2026-11-16")]
    pub since_date: Option<NaiveDate>,
    /// By how many days that one is late; 0 where none is.
    #[schema(example = 0)]
    pub overdue_days: i64,
}

crate::list_query! {
    /// Whose accounts, which is required.
    pub struct ListAccountStatementsQuery {
        /// The party.
        party_id: PartyId,
        /// Only that of this contract.
        contract_id: ContractId,
    }
}

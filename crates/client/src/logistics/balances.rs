//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::logistics::{ContractLineBalanceView, ContractLineQuery, ListContractLinesQuery};
use domain::shared::ContractLineId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// Contract lines with their present balances.
    pub fn list_contract_lines(
        &self,
        query: &ListContractLinesQuery,
    ) -> Call<'_, Page<ContractLineBalanceView>> {
        self.api.get("/v1/contract-lines").query(query)
    }

    /// The balance of a contract line, now or at a point of both times.
    pub fn get_contract_line_balance(
        &self,
        id: ContractLineId,
        query: &ContractLineQuery,
    ) -> Call<'_, ContractLineBalanceView> {
        self.api.get(format!("/v1/contract-lines/{id}/balance")).query(query)
    }
}

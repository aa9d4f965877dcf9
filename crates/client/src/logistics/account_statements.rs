//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::logistics::{AccountStatementView, ListAccountStatementsQuery};

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// What a party is owed and owes, contract by contract.
    pub fn list_account_statements(
        &self,
        query: &ListAccountStatementsQuery,
    ) -> Call<'_, Page<AccountStatementView>> {
        self.api.get("/v1/account-statements").query(query)
    }
}

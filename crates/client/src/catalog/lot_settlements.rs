//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::catalog::{ListMemberStatementsQuery, LotSettlementView, MemberStatementView};
use domain::shared::ConsolidationLotId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// What a lot brought, and what of it goes back to its members.
    pub fn get_lot_settlement(&self, id: ConsolidationLotId) -> Call<'_, LotSettlementView> {
        self.api.get(format!("/v1/consolidation-lots/{id}/settlement"))
    }

    /// What statements say to members, step by step, in order of their making.
    pub fn list_member_statements(
        &self,
        query: &ListMemberStatementsQuery,
    ) -> Call<'_, Page<MemberStatementView>> {
        self.api.get("/v1/member-statements").query(query)
    }
}

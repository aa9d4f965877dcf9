//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreatePermitRuleRequest, ListPermitRulesQuery, PermitRuleView};
use api_types::{EndRuleRequest, Page};
use domain::shared::PermitRuleId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The rules about permits, in order of their addition.
    pub fn list_permit_rules(&self, query: &ListPermitRulesQuery) -> Call<'_, Page<PermitRuleView>> {
        self.api.get("/v1/permit-rules").query(query)
    }

    /// Adds a rule about permits.
    pub fn create_permit_rule(&self, body: &CreatePermitRuleRequest) -> Call<'_, PermitRuleView> {
        self.api.post("/v1/permit-rules").json(body)
    }

    /// One rule about permits.
    pub fn get_permit_rule(&self, id: PermitRuleId) -> Call<'_, PermitRuleView> {
        self.api.get(format!("/v1/permit-rules/{id}"))
    }

    /// Ends a rule about permits.
    pub fn end_permit_rule(
        &self,
        id: PermitRuleId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, PermitRuleView> {
        self.api.post(format!("/v1/permit-rules/{id}/endings")).if_match(if_match).json(body)
    }
}

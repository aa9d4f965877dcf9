//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{CreateReceivingRuleRequest, ListReceivingRulesQuery, ReceivingRuleView};
use api_types::{EndRuleRequest, Page};
use domain::shared::ReceivingRuleId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// The figures by which receipts are judged, in order of their addition.
    pub fn list_receiving_rules(&self, query: &ListReceivingRulesQuery) -> Call<'_, Page<ReceivingRuleView>> {
        self.api.get("/v1/receiving-rules").query(query)
    }

    /// Adds a figure by which receipts are judged.
    pub fn create_receiving_rule(&self, body: &CreateReceivingRuleRequest) -> Call<'_, ReceivingRuleView> {
        self.api.post("/v1/receiving-rules").json(body)
    }

    /// One figure by which receipts are judged.
    pub fn get_receiving_rule(&self, id: ReceivingRuleId) -> Call<'_, ReceivingRuleView> {
        self.api.get(format!("/v1/receiving-rules/{id}"))
    }

    /// Ends a figure by which receipts are judged.
    pub fn end_receiving_rule(
        &self,
        id: ReceivingRuleId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, ReceivingRuleView> {
        self.api.post(format!("/v1/receiving-rules/{id}/endings")).if_match(if_match).json(body)
    }
}

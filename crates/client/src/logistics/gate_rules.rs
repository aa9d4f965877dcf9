//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{CreateGateRuleRequest, GateRuleView, ListGateRulesQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::GateRuleId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// The rules of the document gate, in order of their addition.
    pub fn list_gate_rules(&self, query: &ListGateRulesQuery) -> Call<'_, Page<GateRuleView>> {
        self.api.get("/v1/gate-rules").query(query)
    }

    /// Adds a rule of the document gate.
    pub fn create_gate_rule(&self, body: &CreateGateRuleRequest) -> Call<'_, GateRuleView> {
        self.api.post("/v1/gate-rules").json(body)
    }

    /// One rule of the document gate.
    pub fn get_gate_rule(&self, id: GateRuleId) -> Call<'_, GateRuleView> {
        self.api.get(format!("/v1/gate-rules/{id}"))
    }

    /// Ends a rule of the document gate.
    pub fn end_gate_rule(
        &self,
        id: GateRuleId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, GateRuleView> {
        self.api.post(format!("/v1/gate-rules/{id}/endings")).if_match(if_match).json(body)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{CreateSignalRuleRequest, ListSignalRulesQuery, SignalRuleView};
use api_types::{EndRuleRequest, Page};
use domain::shared::SignalRuleId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// The figures by which signals are raised, in order of their addition.
    pub fn list_signal_rules(&self, query: &ListSignalRulesQuery) -> Call<'_, Page<SignalRuleView>> {
        self.api.get("/v1/signal-rules").query(query)
    }

    /// Adds a figure by which signals are raised.
    pub fn create_signal_rule(&self, body: &CreateSignalRuleRequest) -> Call<'_, SignalRuleView> {
        self.api.post("/v1/signal-rules").json(body)
    }

    /// One figure by which signals are raised.
    pub fn get_signal_rule(&self, id: SignalRuleId) -> Call<'_, SignalRuleView> {
        self.api.get(format!("/v1/signal-rules/{id}"))
    }

    /// Ends a figure by which signals are raised.
    pub fn end_signal_rule(
        &self,
        id: SignalRuleId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, SignalRuleView> {
        self.api.post(format!("/v1/signal-rules/{id}/endings")).if_match(if_match).json(body)
    }
}

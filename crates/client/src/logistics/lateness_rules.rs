//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{CreateLatenessRuleRequest, LatenessRuleView, ListLatenessRulesQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::LatenessRuleId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// The times after which vehicles are late, in order of addition.
    pub fn list_lateness_rules(&self, query: &ListLatenessRulesQuery) -> Call<'_, Page<LatenessRuleView>> {
        self.api.get("/v1/lateness-rules").query(query)
    }

    /// Adds a time after which vehicles are late.
    pub fn create_lateness_rule(&self, body: &CreateLatenessRuleRequest) -> Call<'_, LatenessRuleView> {
        self.api.post("/v1/lateness-rules").json(body)
    }

    /// One time after which vehicles are late.
    pub fn get_lateness_rule(&self, id: LatenessRuleId) -> Call<'_, LatenessRuleView> {
        self.api.get(format!("/v1/lateness-rules/{id}"))
    }

    /// Ends a time after which vehicles are late.
    pub fn end_lateness_rule(
        &self,
        id: LatenessRuleId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, LatenessRuleView> {
        self.api.post(format!("/v1/lateness-rules/{id}/endings")).if_match(if_match).json(body)
    }
}

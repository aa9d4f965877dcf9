//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{CreateWeightRangeRequest, ListWeightRangesQuery, WeightRangeView};
use api_types::{EndRuleRequest, Page};
use domain::shared::WeightRangeId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// What heads and pieces plausibly weigh, in order of addition.
    pub fn list_weight_ranges(&self, query: &ListWeightRangesQuery) -> Call<'_, Page<WeightRangeView>> {
        self.api.get("/v1/weight-ranges").query(query)
    }

    /// Adds a plausible weight.
    pub fn create_weight_range(&self, body: &CreateWeightRangeRequest) -> Call<'_, WeightRangeView> {
        self.api.post("/v1/weight-ranges").json(body)
    }

    /// One plausible weight.
    pub fn get_weight_range(&self, id: WeightRangeId) -> Call<'_, WeightRangeView> {
        self.api.get(format!("/v1/weight-ranges/{id}"))
    }

    /// Ends a plausible weight.
    pub fn end_weight_range(
        &self,
        id: WeightRangeId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, WeightRangeView> {
        self.api.post(format!("/v1/weight-ranges/{id}/endings")).if_match(if_match).json(body)
    }
}

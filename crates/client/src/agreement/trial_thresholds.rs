//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{CreateTrialThresholdRequest, ListTrialThresholdsQuery, TrialThresholdView};
use api_types::{EndRuleRequest, Page};
use domain::shared::TrialThresholdId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The quantities per month above which a trial comes first, in order of their addition.
    pub fn list_trial_thresholds(
        &self,
        query: &ListTrialThresholdsQuery,
    ) -> Call<'_, Page<TrialThresholdView>> {
        self.api.get("/v1/trial-thresholds").query(query)
    }

    /// Adds the quantity of a commodity per month above which a trial comes first.
    pub fn create_trial_threshold(&self, body: &CreateTrialThresholdRequest) -> Call<'_, TrialThresholdView> {
        self.api.post("/v1/trial-thresholds").json(body)
    }

    /// The quantity of one commodity above which a trial comes first.
    pub fn get_trial_threshold(&self, id: TrialThresholdId) -> Call<'_, TrialThresholdView> {
        self.api.get(format!("/v1/trial-thresholds/{id}"))
    }

    /// Ends the quantity above which a trial comes first.
    pub fn end_trial_threshold(
        &self,
        id: TrialThresholdId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, TrialThresholdView> {
        self.api.post(format!("/v1/trial-thresholds/{id}/endings")).if_match(if_match).json(body)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{CreateRecommendationRequest, ListRecommendationsQuery, RecommendationView};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::RecommendationId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The recommendations on agreements that the caller reads whole, in order of giving.
    pub fn list_recommendations(
        &self,
        query: &ListRecommendationsQuery,
    ) -> Call<'_, Page<RecommendationView>> {
        self.api.get("/v1/recommendations").query(query)
    }

    /// Advises the two sides of an agreement.
    pub fn create_recommendation(&self, body: &CreateRecommendationRequest) -> Call<'_, RecommendationView> {
        self.api.post("/v1/recommendations").json(body)
    }

    /// One recommendation.
    pub fn get_recommendation(&self, id: RecommendationId) -> Call<'_, RecommendationView> {
        self.api.get(format!("/v1/recommendations/{id}"))
    }

    /// A side will follow it; once both will, it is accepted.
    pub fn accept_recommendation(
        &self,
        id: RecommendationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, RecommendationView> {
        self.api.post(format!("/v1/recommendations/{id}/acceptances")).if_match(if_match).json(body)
    }

    /// A side will not follow it, which declines it; needs a note.
    pub fn decline_recommendation(
        &self,
        id: RecommendationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, RecommendationView> {
        self.api.post(format!("/v1/recommendations/{id}/declinations")).if_match(if_match).json(body)
    }

    /// The history of a recommendation, oldest first.
    pub fn list_recommendation_transitions(
        &self,
        id: RecommendationId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/recommendations/{id}/transitions")).query(query)
    }

    /// Its author takes it back.
    pub fn withdraw_recommendation(
        &self,
        id: RecommendationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, RecommendationView> {
        self.api.post(format!("/v1/recommendations/{id}/withdrawals")).if_match(if_match).json(body)
    }
}

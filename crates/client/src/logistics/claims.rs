//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{
    ClaimView, CreateClaimRequest, DecideClaimRequest, ListClaimsQuery, RespondToClaimRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::ClaimId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// The claims the caller may see, in order of their ids.
    pub fn list_claims(&self, query: &ListClaimsQuery) -> Call<'_, Page<ClaimView>> {
        self.api.get("/v1/claims").query(query)
    }

    /// Opens a claim.
    pub fn create_claim(&self, body: &CreateClaimRequest) -> Call<'_, ClaimView> {
        self.api.post("/v1/claims").json(body)
    }

    /// One claim with what was offered and decided.
    pub fn get_claim(&self, id: ClaimId) -> Call<'_, ClaimView> {
        self.api.get(format!("/v1/claims/{id}"))
    }

    /// A side takes what the other offers.
    pub fn accept_claim_offer(
        &self,
        id: ClaimId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ClaimView> {
        self.api.post(format!("/v1/claims/{id}/acceptances")).if_match(if_match).json(body)
    }

    /// A coordinator decides.
    pub fn decide_claim(
        &self,
        id: ClaimId,
        if_match: &str,
        body: &DecideClaimRequest,
    ) -> Call<'_, ClaimView> {
        self.api.post(format!("/v1/claims/{id}/decisions")).if_match(if_match).json(body)
    }

    /// A side does not come to terms with the other.
    pub fn dispute_claim(
        &self,
        id: ClaimId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ClaimView> {
        self.api.post(format!("/v1/claims/{id}/disputes")).if_match(if_match).json(body)
    }

    /// A coordinator or the facilitator has heard both sides.
    pub fn mediate_claim(
        &self,
        id: ClaimId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ClaimView> {
        self.api.post(format!("/v1/claims/{id}/mediations")).if_match(if_match).json(body)
    }

    /// A side answers.
    pub fn respond_to_claim(
        &self,
        id: ClaimId,
        if_match: &str,
        body: &RespondToClaimRequest,
    ) -> Call<'_, ClaimView> {
        self.api.post(format!("/v1/claims/{id}/responses")).if_match(if_match).json(body)
    }

    /// The history of a claim, oldest first.
    pub fn list_claim_transitions(
        &self,
        id: ClaimId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/claims/{id}/transitions")).query(query)
    }

    /// Who claims gives it up.
    pub fn withdraw_claim(
        &self,
        id: ClaimId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ClaimView> {
        self.api.post(format!("/v1/claims/{id}/withdrawals")).if_match(if_match).json(body)
    }
}

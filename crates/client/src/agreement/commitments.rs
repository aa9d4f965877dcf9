//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{
    AcceptCommitmentRequest, CloseCommitmentShortRequest, CommitmentView, CreateCommitmentRequest,
    EndContractLineLinkRequest, ExplainCommitmentRequest, LinkContractLinesRequest,
    ListCommitmentOffersQuery, ListCommitmentsQuery, OfferRequest, OfferView,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::CommitmentId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The commitments the caller may read, in order of offering.
    pub fn list_commitments(&self, query: &ListCommitmentsQuery) -> Call<'_, Page<CommitmentView>> {
        self.api.get("/v1/commitments").query(query)
    }

    /// Offers to supply part of a line of a demand.
    pub fn create_commitment(&self, body: &CreateCommitmentRequest) -> Call<'_, CommitmentView> {
        self.api.post("/v1/commitments").json(body)
    }

    /// One commitment.
    pub fn get_commitment(&self, id: CommitmentId) -> Call<'_, CommitmentView> {
        self.api.get(format!("/v1/commitments/{id}"))
    }

    /// Takes the offer that stands, by its hash.
    pub fn accept_commitment(
        &self,
        id: CommitmentId,
        if_match: &str,
        body: &AcceptCommitmentRequest,
    ) -> Call<'_, CommitmentView> {
        self.api.post(format!("/v1/commitments/{id}/acceptances")).if_match(if_match).json(body)
    }

    /// Says that a line of a contract delivers on a commitment no longer.
    pub fn end_contract_line_link(
        &self,
        id: CommitmentId,
        if_match: &str,
        body: &EndContractLineLinkRequest,
    ) -> Call<'_, CommitmentView> {
        self.api.post(format!("/v1/commitments/{id}/contract-line-endings")).if_match(if_match).json(body)
    }

    /// Says which lines of contracts deliver on a commitment.
    pub fn link_contract_lines(
        &self,
        id: CommitmentId,
        if_match: &str,
        body: &LinkContractLinesRequest,
    ) -> Call<'_, CommitmentView> {
        self.api.post(format!("/v1/commitments/{id}/contract-lines")).if_match(if_match).json(body)
    }

    /// Answers an offer with whole new terms.
    pub fn counter_commitment(
        &self,
        id: CommitmentId,
        if_match: &str,
        body: &OfferRequest,
    ) -> Call<'_, CommitmentView> {
        self.api.post(format!("/v1/commitments/{id}/counters")).if_match(if_match).json(body)
    }

    /// Says no to an offer, with a note.
    pub fn decline_commitment(
        &self,
        id: CommitmentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CommitmentView> {
        self.api.post(format!("/v1/commitments/{id}/declinations")).if_match(if_match).json(body)
    }

    /// Says why less was delivered than agreed.
    pub fn explain_commitment(
        &self,
        id: CommitmentId,
        if_match: &str,
        body: &ExplainCommitmentRequest,
    ) -> Call<'_, CommitmentView> {
        self.api.post(format!("/v1/commitments/{id}/explanations")).if_match(if_match).json(body)
    }

    /// All offers of a commitment, oldest first.
    pub fn list_commitment_offers(
        &self,
        id: CommitmentId,
        query: &ListCommitmentOffersQuery,
    ) -> Call<'_, Page<OfferView>> {
        self.api.get(format!("/v1/commitments/{id}/offers")).query(query)
    }

    /// Ends an accepted commitment with less than agreed.
    pub fn close_commitment_short(
        &self,
        id: CommitmentId,
        if_match: &str,
        body: &CloseCommitmentShortRequest,
    ) -> Call<'_, CommitmentView> {
        self.api.post(format!("/v1/commitments/{id}/short-closures")).if_match(if_match).json(body)
    }

    /// The history of a commitment, oldest first.
    pub fn list_commitment_transitions(
        &self,
        id: CommitmentId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/commitments/{id}/transitions")).query(query)
    }

    /// Takes an offer back.
    pub fn withdraw_commitment(
        &self,
        id: CommitmentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CommitmentView> {
        self.api.post(format!("/v1/commitments/{id}/withdrawals")).if_match(if_match).json(body)
    }
}

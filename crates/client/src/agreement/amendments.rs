//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{
    AmendmentView, AttachmentQuery, CreateAgreementAmendmentRequest, CreateContractAmendmentRequest,
    ListAmendmentsQuery, SignContractRequest, TextConsentRequest, TextView,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{AgreementId, AmendmentId, ContractId};

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// Drafts an amendment of an agreement: its whole new terms.
    pub fn create_agreement_amendment(
        &self,
        id: AgreementId,
        body: &CreateAgreementAmendmentRequest,
    ) -> Call<'_, AmendmentView> {
        self.api.post(format!("/v1/agreements/{id}/amendments")).json(body)
    }

    /// The amendments the caller may see, in order of drafting.
    pub fn list_amendments(&self, query: &ListAmendmentsQuery) -> Call<'_, Page<AmendmentView>> {
        self.api.get("/v1/amendments").query(query)
    }

    /// One amendment: both texts, what differs, and what it is about.
    pub fn get_amendment(&self, id: AmendmentId) -> Call<'_, AmendmentView> {
        self.api.get(format!("/v1/amendments/{id}"))
    }

    /// The scan of an attached paper, by the hash that is signed with the text.
    pub fn get_amendment_attachment(&self, id: AmendmentId, query: &AttachmentQuery) -> Call<'_, Vec<u8>> {
        self.api.get_bytes(format!("/v1/amendments/{id}/attachment")).query(query)
    }

    /// Endorses the text of a contract's amendment for the caller's region; both endorse one hash.
    pub fn endorse_amendment(
        &self,
        id: AmendmentId,
        if_match: &str,
        body: &TextConsentRequest,
    ) -> Call<'_, AmendmentView> {
        self.api.post(format!("/v1/amendments/{id}/endorsements")).if_match(if_match).json(body)
    }

    /// Puts an amendment to both regions, by who wrote it.
    pub fn propose_amendment(
        &self,
        id: AmendmentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, AmendmentView> {
        self.api.post(format!("/v1/amendments/{id}/proposals")).if_match(if_match).json(body)
    }

    /// Rejects an amendment, by another party than who wrote it; needs a note.
    pub fn reject_amendment(
        &self,
        id: AmendmentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, AmendmentView> {
        self.api.post(format!("/v1/amendments/{id}/rejections")).if_match(if_match).json(body)
    }

    /// Signs the agreed text, as who signed the first text.
    pub fn sign_amendment(
        &self,
        id: AmendmentId,
        if_match: &str,
        body: &SignContractRequest,
    ) -> Call<'_, AmendmentView> {
        self.api.post(format!("/v1/amendments/{id}/signatures")).if_match(if_match).json(body)
    }

    /// The one text to be agreed to and signed, and its hash.
    pub fn get_amendment_text(&self, id: AmendmentId) -> Call<'_, TextView> {
        self.api.get(format!("/v1/amendments/{id}/text"))
    }

    /// Confirms the text of an agreement's amendment for the caller's region; both confirm one hash.
    pub fn confirm_amendment_text(
        &self,
        id: AmendmentId,
        if_match: &str,
        body: &TextConsentRequest,
    ) -> Call<'_, AmendmentView> {
        self.api.post(format!("/v1/amendments/{id}/text-confirmations")).if_match(if_match).json(body)
    }

    /// The history of an amendment, oldest first.
    pub fn list_amendment_transitions(
        &self,
        id: AmendmentId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/amendments/{id}/transitions")).query(query)
    }

    /// Takes an amendment back, by who wrote it.
    pub fn withdraw_amendment(
        &self,
        id: AmendmentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, AmendmentView> {
        self.api.post(format!("/v1/amendments/{id}/withdrawals")).if_match(if_match).json(body)
    }

    /// Drafts an amendment of a contract: its whole new terms.
    pub fn create_contract_amendment(
        &self,
        id: ContractId,
        body: &CreateContractAmendmentRequest,
    ) -> Call<'_, AmendmentView> {
        self.api.post(format!("/v1/contracts/{id}/amendments")).json(body)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{
    AgreementStagesView, AgreementView, AssignAuditorRequest, AttachmentQuery, ClosingStatementView,
    CreateAgreementRequest, EndAuditorRequest, ListAgreementsQuery, SignAgreementRequest,
    TerminateAgreementRequest, TextConsentRequest, TextView, UpdateAgreementRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::AgreementId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The agreements the caller may see, in order of drafting.
    pub fn list_agreements(&self, query: &ListAgreementsQuery) -> Call<'_, Page<AgreementView>> {
        self.api.get("/v1/agreements").query(query)
    }

    /// Drafts an agreement.
    pub fn create_agreement(&self, body: &CreateAgreementRequest) -> Call<'_, AgreementView> {
        self.api.post("/v1/agreements").json(body)
    }

    /// One agreement.
    pub fn get_agreement(&self, id: AgreementId) -> Call<'_, AgreementView> {
        self.api.get(format!("/v1/agreements/{id}"))
    }

    /// Changes the text of an agreement.
    pub fn update_agreement(
        &self,
        id: AgreementId,
        if_match: &str,
        body: &UpdateAgreementRequest,
    ) -> Call<'_, AgreementView> {
        self.api.patch(format!("/v1/agreements/{id}")).if_match(if_match).json(body)
    }

    /// Brings a signed agreement into force.
    pub fn activate_agreement(
        &self,
        id: AgreementId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, AgreementView> {
        self.api.post(format!("/v1/agreements/{id}/activations")).if_match(if_match).json(body)
    }

    /// The scan of an attached paper, by the hash that is confirmed with the text.
    pub fn get_agreement_attachment(&self, id: AgreementId, query: &AttachmentQuery) -> Call<'_, Vec<u8>> {
        self.api.get_bytes(format!("/v1/agreements/{id}/attachment")).query(query)
    }

    /// Wants an auditor no longer.
    pub fn end_agreement_auditor(
        &self,
        id: AgreementId,
        if_match: &str,
        body: &EndAuditorRequest,
    ) -> Call<'_, AgreementView> {
        self.api.post(format!("/v1/agreements/{id}/auditor-endings")).if_match(if_match).json(body)
    }

    /// Wants an auditor to read the agreement and all below it.
    pub fn assign_agreement_auditor(
        &self,
        id: AgreementId,
        if_match: &str,
        body: &AssignAuditorRequest,
    ) -> Call<'_, AgreementView> {
        self.api.post(format!("/v1/agreements/{id}/auditors")).if_match(if_match).json(body)
    }

    /// What both coordinators agree to when the agreement is completed, computed now.
    pub fn get_agreement_closing_statement(&self, id: AgreementId) -> Call<'_, ClosingStatementView> {
        self.api.get(format!("/v1/agreements/{id}/closing-statement"))
    }

    /// Agrees to complete the agreement.
    pub fn complete_agreement(
        &self,
        id: AgreementId,
        if_match: &str,
        body: &TextConsentRequest,
    ) -> Call<'_, AgreementView> {
        self.api.post(format!("/v1/agreements/{id}/completions")).if_match(if_match).json(body)
    }

    /// Records that the regional council (DPRD) of the caller's side has approved the text.
    pub fn record_council_approval(
        &self,
        id: AgreementId,
        if_match: &str,
        body: &TextConsentRequest,
    ) -> Call<'_, AgreementView> {
        self.api.post(format!("/v1/agreements/{id}/council-approvals")).if_match(if_match).json(body)
    }

    /// Takes the text into discussion.
    pub fn discuss_agreement(
        &self,
        id: AgreementId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, AgreementView> {
        self.api.post(format!("/v1/agreements/{id}/discussions")).if_match(if_match).json(body)
    }

    /// Sends the offer to the other government.
    pub fn offer_agreement(
        &self,
        id: AgreementId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, AgreementView> {
        self.api.post(format!("/v1/agreements/{id}/offers")).if_match(if_match).json(body)
    }

    /// Lifts a suspension.
    pub fn reinstate_agreement(
        &self,
        id: AgreementId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, AgreementView> {
        self.api.post(format!("/v1/agreements/{id}/reinstatements")).if_match(if_match).json(body)
    }

    /// Declines the offer or the text.
    pub fn reject_agreement(
        &self,
        id: AgreementId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, AgreementView> {
        self.api.post(format!("/v1/agreements/{id}/rejections")).if_match(if_match).json(body)
    }

    /// Signs the text for the caller's side.
    pub fn sign_agreement(
        &self,
        id: AgreementId,
        if_match: &str,
        body: &SignAgreementRequest,
    ) -> Call<'_, AgreementView> {
        self.api.post(format!("/v1/agreements/{id}/signatures")).if_match(if_match).json(body)
    }

    /// The stages of an agreement with the papers that each asks for: there or missing, and when they are due.
    pub fn get_agreement_stages(&self, id: AgreementId) -> Call<'_, AgreementStagesView> {
        self.api.get(format!("/v1/agreements/{id}/stages"))
    }

    /// Suspends: no new contracts and call-offs; goods on the road go on.
    pub fn suspend_agreement(
        &self,
        id: AgreementId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, AgreementView> {
        self.api.post(format!("/v1/agreements/{id}/suspensions")).if_match(if_match).json(body)
    }

    /// Ends an agreement before its time.
    pub fn terminate_agreement(
        &self,
        id: AgreementId,
        if_match: &str,
        body: &TerminateAgreementRequest,
    ) -> Call<'_, AgreementView> {
        self.api.post(format!("/v1/agreements/{id}/terminations")).if_match(if_match).json(body)
    }

    /// The one text to be confirmed and signed, and its hash.
    pub fn get_agreement_text(&self, id: AgreementId) -> Call<'_, TextView> {
        self.api.get(format!("/v1/agreements/{id}/text"))
    }

    /// Confirms the text for the caller's side.
    pub fn confirm_agreement_text(
        &self,
        id: AgreementId,
        if_match: &str,
        body: &TextConsentRequest,
    ) -> Call<'_, AgreementView> {
        self.api.post(format!("/v1/agreements/{id}/text-confirmations")).if_match(if_match).json(body)
    }

    /// The history of an agreement, oldest first.
    pub fn list_agreement_transitions(
        &self,
        id: AgreementId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/agreements/{id}/transitions")).query(query)
    }

    /// Takes an unsigned agreement back.
    pub fn withdraw_agreement(
        &self,
        id: AgreementId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, AgreementView> {
        self.api.post(format!("/v1/agreements/{id}/withdrawals")).if_match(if_match).json(body)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{
    AttachmentQuery, ClosingStatementView, ContractQuery, ContractVersionView, ContractView,
    CreateContractRequest, ListContractVersionsQuery, ListContractsQuery, SignContractRequest,
    TextConsentRequest, TextView, UpdateContractRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::ContractId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The contracts the caller may see, in order of drafting.
    pub fn list_contracts(&self, query: &ListContractsQuery) -> Call<'_, Page<ContractView>> {
        self.api.get("/v1/contracts").query(query)
    }

    /// Drafts a contract under an agreement in force.
    pub fn create_contract(&self, body: &CreateContractRequest) -> Call<'_, ContractView> {
        self.api.post("/v1/contracts").json(body)
    }

    /// One contract, with the terms in force now or at a point of both times.
    pub fn get_contract(&self, id: ContractId, query: &ContractQuery) -> Call<'_, ContractView> {
        self.api.get(format!("/v1/contracts/{id}")).query(query)
    }

    /// Changes the text of a contract.
    pub fn update_contract(
        &self,
        id: ContractId,
        if_match: &str,
        body: &UpdateContractRequest,
    ) -> Call<'_, ContractView> {
        self.api.patch(format!("/v1/contracts/{id}")).if_match(if_match).json(body)
    }

    /// Brings a signed contract into force.
    pub fn activate_contract(
        &self,
        id: ContractId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ContractView> {
        self.api.post(format!("/v1/contracts/{id}/activations")).if_match(if_match).json(body)
    }

    /// The scan of an attached paper, by the hash that is signed with the text.
    pub fn get_contract_attachment(&self, id: ContractId, query: &AttachmentQuery) -> Call<'_, Vec<u8>> {
        self.api.get_bytes(format!("/v1/contracts/{id}/attachment")).query(query)
    }

    /// Tells the other side that the contract is held broken.
    pub fn notice_contract_breach(
        &self,
        id: ContractId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ContractView> {
        self.api.post(format!("/v1/contracts/{id}/breach-notices")).if_match(if_match).json(body)
    }

    /// Gives up an unsigned contract.
    pub fn cancel_contract(
        &self,
        id: ContractId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ContractView> {
        self.api.post(format!("/v1/contracts/{id}/cancellations")).if_match(if_match).json(body)
    }

    /// Asks the businesses for changes.
    pub fn request_contract_changes(
        &self,
        id: ContractId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ContractView> {
        self.api.post(format!("/v1/contracts/{id}/change-requests")).if_match(if_match).json(body)
    }

    /// What both businesses agree to when the contract ends short, computed now.
    pub fn get_contract_closing_statement(&self, id: ContractId) -> Call<'_, ClosingStatementView> {
        self.api.get(format!("/v1/contracts/{id}/closing-statement"))
    }

    /// Settles and files a contract that was fulfilled or ended short.
    pub fn close_contract(
        &self,
        id: ContractId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ContractView> {
        self.api.post(format!("/v1/contracts/{id}/closures")).if_match(if_match).json(body)
    }

    /// Endorses the text for the caller's region; both regions endorse one hash.
    pub fn endorse_contract(
        &self,
        id: ContractId,
        if_match: &str,
        body: &TextConsentRequest,
    ) -> Call<'_, ContractView> {
        self.api.post(format!("/v1/contracts/{id}/endorsements")).if_match(if_match).json(body)
    }

    /// Says that what was promised has been delivered.
    pub fn fulfill_contract(
        &self,
        id: ContractId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ContractView> {
        self.api.post(format!("/v1/contracts/{id}/fulfilments")).if_match(if_match).json(body)
    }

    /// Lifts a suspension.
    pub fn reinstate_contract(
        &self,
        id: ContractId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ContractView> {
        self.api.post(format!("/v1/contracts/{id}/reinstatements")).if_match(if_match).json(body)
    }

    /// Agrees to end the contract with less than was promised.
    pub fn end_contract_short(
        &self,
        id: ContractId,
        if_match: &str,
        body: &TextConsentRequest,
    ) -> Call<'_, ContractView> {
        self.api.post(format!("/v1/contracts/{id}/short-endings")).if_match(if_match).json(body)
    }

    /// Signs the endorsed text for the caller's business.
    pub fn sign_contract(
        &self,
        id: ContractId,
        if_match: &str,
        body: &SignContractRequest,
    ) -> Call<'_, ContractView> {
        self.api.post(format!("/v1/contracts/{id}/signatures")).if_match(if_match).json(body)
    }

    /// Hands the text to both regions.
    pub fn submit_contract(
        &self,
        id: ContractId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ContractView> {
        self.api.post(format!("/v1/contracts/{id}/submissions")).if_match(if_match).json(body)
    }

    /// Suspends: no new call-offs; goods on the road go on.
    pub fn suspend_contract(
        &self,
        id: ContractId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ContractView> {
        self.api.post(format!("/v1/contracts/{id}/suspensions")).if_match(if_match).json(body)
    }

    /// Ends a signed contract before its time.
    pub fn terminate_contract(
        &self,
        id: ContractId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ContractView> {
        self.api.post(format!("/v1/contracts/{id}/terminations")).if_match(if_match).json(body)
    }

    /// The one text to be endorsed and signed, and its hash; of an amended contract, that of the amendment in force.
    pub fn get_contract_text(&self, id: ContractId) -> Call<'_, TextView> {
        self.api.get(format!("/v1/contracts/{id}/text"))
    }

    /// The history of a contract, oldest first.
    pub fn list_contract_transitions(
        &self,
        id: ContractId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/contracts/{id}/transitions")).query(query)
    }

    /// The texts of a contract: the first one, and those that amendments made.
    pub fn list_contract_versions(
        &self,
        id: ContractId,
        query: &ListContractVersionsQuery,
    ) -> Call<'_, Page<ContractVersionView>> {
        self.api.get(format!("/v1/contracts/{id}/versions")).query(query)
    }
}

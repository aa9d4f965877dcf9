//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{
    BankAccountView, CreateBankAccountRequest, ListBankAccountsQuery, PayableAccountQuery, PayableAccountView,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{BankAccountId, PartyId};

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// Accounts of the caller's own party, of those it keeps and of the suppliers of its contracts, in order of proposal.
    pub fn list_bank_accounts(&self, query: &ListBankAccountsQuery) -> Call<'_, Page<BankAccountView>> {
        self.api.get("/v1/bank-accounts").query(query)
    }

    /// Proposes an account to which the caller's party is to be paid.
    pub fn create_bank_account(&self, body: &CreateBankAccountRequest) -> Call<'_, BankAccountView> {
        self.api.post("/v1/bank-accounts").json(body)
    }

    /// One bank account.
    pub fn get_bank_account(&self, id: BankAccountId) -> Call<'_, BankAccountView> {
        self.api.get(format!("/v1/bank-accounts/{id}"))
    }

    /// The scan of the bank's own paper, for the party and the coordinator of its home region.
    pub fn get_bank_account_attachment(&self, id: BankAccountId) -> Call<'_, Vec<u8>> {
        self.api.get_bytes(format!("/v1/bank-accounts/{id}/attachment"))
    }

    /// A second person of the party confirms it; the cooling-off begins.
    pub fn confirm_bank_account(
        &self,
        id: BankAccountId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, BankAccountView> {
        self.api.post(format!("/v1/bank-accounts/{id}/confirmations")).if_match(if_match).json(body)
    }

    /// The coordinator of the home region stops it before it is in use; needs a note.
    pub fn object_to_bank_account(
        &self,
        id: BankAccountId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, BankAccountView> {
        self.api.post(format!("/v1/bank-accounts/{id}/objections")).if_match(if_match).json(body)
    }

    /// A second person of the party does not confirm it; needs a note.
    pub fn refuse_bank_account(
        &self,
        id: BankAccountId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, BankAccountView> {
        self.api.post(format!("/v1/bank-accounts/{id}/refusals")).if_match(if_match).json(body)
    }

    /// The history of a bank account, oldest first.
    pub fn list_bank_account_transitions(
        &self,
        id: BankAccountId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/bank-accounts/{id}/transitions")).query(query)
    }

    /// Somebody of the party takes it back before it is in use; needs a note.
    pub fn withdraw_bank_account(
        &self,
        id: BankAccountId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, BankAccountView> {
        self.api.post(format!("/v1/bank-accounts/{id}/withdrawals")).if_match(if_match).json(body)
    }

    /// Which account of a party is to be paid at a moment, and which comes next.
    pub fn get_payable_account(
        &self,
        id: PartyId,
        query: &PayableAccountQuery,
    ) -> Call<'_, PayableAccountView> {
        self.api.get(format!("/v1/parties/{id}/payable-account")).query(query)
    }
}

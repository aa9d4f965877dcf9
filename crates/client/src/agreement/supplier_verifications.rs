//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{
    AddVerificationDocumentRequest, CheckDocumentsRequest, CreateSupplierVerificationRequest,
    DecideVerificationRequest, ListSupplierVerificationsQuery, SupplierVerificationView,
    WithdrawVerificationDocumentRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::SupplierVerificationId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// Verifications the caller may see: its own, and those of its region for who checks or decides.
    pub fn list_supplier_verifications(
        &self,
        query: &ListSupplierVerificationsQuery,
    ) -> Call<'_, Page<SupplierVerificationView>> {
        self.api.get("/v1/supplier-verifications").query(query)
    }

    /// Begins the verification of the caller's own party.
    pub fn create_supplier_verification(
        &self,
        body: &CreateSupplierVerificationRequest,
    ) -> Call<'_, SupplierVerificationView> {
        self.api.post("/v1/supplier-verifications").json(body)
    }

    /// One verification with its papers.
    pub fn get_supplier_verification(
        &self,
        id: SupplierVerificationId,
    ) -> Call<'_, SupplierVerificationView> {
        self.api.get(format!("/v1/supplier-verifications/{id}"))
    }

    /// Decides: verified, verified with conditions, or refused; never by who checked.
    pub fn decide_supplier_verification(
        &self,
        id: SupplierVerificationId,
        if_match: &str,
        body: &DecideVerificationRequest,
    ) -> Call<'_, SupplierVerificationView> {
        self.api.post(format!("/v1/supplier-verifications/{id}/decisions")).if_match(if_match).json(body)
    }

    /// Records findings on papers; the first begins the check.
    pub fn check_verification_documents(
        &self,
        id: SupplierVerificationId,
        if_match: &str,
        body: &CheckDocumentsRequest,
    ) -> Call<'_, SupplierVerificationView> {
        self.api
            .post(format!("/v1/supplier-verifications/{id}/document-checks"))
            .if_match(if_match)
            .json(body)
    }

    /// Takes back a paper that nobody has checked: it stays in the record and counts no more.
    pub fn withdraw_verification_document(
        &self,
        id: SupplierVerificationId,
        if_match: &str,
        body: &WithdrawVerificationDocumentRequest,
    ) -> Call<'_, SupplierVerificationView> {
        self.api
            .post(format!("/v1/supplier-verifications/{id}/document-withdrawals"))
            .if_match(if_match)
            .json(body)
    }

    /// Shows a paper; its scan was uploaded before.
    pub fn add_verification_document(
        &self,
        id: SupplierVerificationId,
        body: &AddVerificationDocumentRequest,
    ) -> Call<'_, SupplierVerificationView> {
        self.api.post(format!("/v1/supplier-verifications/{id}/documents")).json(body)
    }

    /// Records a visit to the place, where one is needed.
    pub fn check_verification_field(
        &self,
        id: SupplierVerificationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, SupplierVerificationView> {
        self.api.post(format!("/v1/supplier-verifications/{id}/field-checks")).if_match(if_match).json(body)
    }

    /// Lifts a suspension.
    pub fn reinstate_supplier_verification(
        &self,
        id: SupplierVerificationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, SupplierVerificationView> {
        self.api.post(format!("/v1/supplier-verifications/{id}/reinstatements")).if_match(if_match).json(body)
    }

    /// Takes a verification away for good; needs a note.
    pub fn revoke_supplier_verification(
        &self,
        id: SupplierVerificationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, SupplierVerificationView> {
        self.api.post(format!("/v1/supplier-verifications/{id}/revocations")).if_match(if_match).json(body)
    }

    /// Hands the verification in to the technical agency of the home region.
    pub fn submit_supplier_verification(
        &self,
        id: SupplierVerificationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, SupplierVerificationView> {
        self.api.post(format!("/v1/supplier-verifications/{id}/submissions")).if_match(if_match).json(body)
    }

    /// Stops a verified supplier for a time; needs a note.
    pub fn suspend_supplier_verification(
        &self,
        id: SupplierVerificationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, SupplierVerificationView> {
        self.api.post(format!("/v1/supplier-verifications/{id}/suspensions")).if_match(if_match).json(body)
    }

    /// The history of a verification, oldest first.
    pub fn list_supplier_verification_transitions(
        &self,
        id: SupplierVerificationId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/supplier-verifications/{id}/transitions")).query(query)
    }
}

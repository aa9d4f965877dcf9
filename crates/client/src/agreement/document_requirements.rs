//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{
    CreateDocumentRequirementRequest, DocumentRequirementView, ListDocumentRequirementsQuery,
};
use api_types::{EndRuleRequest, Page};
use domain::shared::DocumentRequirementId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The papers that suppliers need, in order of their addition.
    pub fn list_document_requirements(
        &self,
        query: &ListDocumentRequirementsQuery,
    ) -> Call<'_, Page<DocumentRequirementView>> {
        self.api.get("/v1/document-requirements").query(query)
    }

    /// Adds a paper that suppliers need.
    pub fn create_document_requirement(
        &self,
        body: &CreateDocumentRequirementRequest,
    ) -> Call<'_, DocumentRequirementView> {
        self.api.post("/v1/document-requirements").json(body)
    }

    /// One paper that suppliers need.
    pub fn get_document_requirement(&self, id: DocumentRequirementId) -> Call<'_, DocumentRequirementView> {
        self.api.get(format!("/v1/document-requirements/{id}"))
    }

    /// Ends a paper that suppliers need.
    pub fn end_document_requirement(
        &self,
        id: DocumentRequirementId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, DocumentRequirementView> {
        self.api.post(format!("/v1/document-requirements/{id}/endings")).if_match(if_match).json(body)
    }
}

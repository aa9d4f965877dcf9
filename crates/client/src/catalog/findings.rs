//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{FindingView, ListFindingsQuery};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::FindingId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The findings that the caller may read, in order of their discovery.
    pub fn list_findings(&self, query: &ListFindingsQuery) -> Call<'_, Page<FindingView>> {
        self.api.get("/v1/findings").query(query)
    }

    /// One finding.
    pub fn get_finding(&self, id: FindingId) -> Call<'_, FindingView> {
        self.api.get(format!("/v1/findings/{id}"))
    }

    /// Says what was done about a finding.
    pub fn act_on_finding(
        &self,
        id: FindingId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, FindingView> {
        self.api.post(format!("/v1/findings/{id}/actions")).if_match(if_match).json(body)
    }

    /// Opens a finding again, with what is still wrong.
    pub fn reopen_finding(
        &self,
        id: FindingId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, FindingView> {
        self.api.post(format!("/v1/findings/{id}/reopenings")).if_match(if_match).json(body)
    }

    /// The history of a finding, oldest first.
    pub fn list_finding_transitions(
        &self,
        id: FindingId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/findings/{id}/transitions")).query(query)
    }

    /// Verifies that a finding is mended.
    pub fn verify_finding(
        &self,
        id: FindingId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, FindingView> {
        self.api.post(format!("/v1/findings/{id}/verifications")).if_match(if_match).json(body)
    }

    /// Lets a finding be, with a reason.
    pub fn waive_finding(
        &self,
        id: FindingId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, FindingView> {
        self.api.post(format!("/v1/findings/{id}/waivers")).if_match(if_match).json(body)
    }
}

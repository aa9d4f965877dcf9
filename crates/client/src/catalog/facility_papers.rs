//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{DeclareFacilityPaperRequest, FacilityPaperView, ListFacilityPapersQuery};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{FacilityId, FacilityPaperId};

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The papers of a facility, oldest first, those that count no more included.
    pub fn list_facility_papers(
        &self,
        id: FacilityId,
        query: &ListFacilityPapersQuery,
    ) -> Call<'_, Page<FacilityPaperView>> {
        self.api.get(format!("/v1/facilities/{id}/papers")).query(query)
    }

    /// Declares a paper of a facility.
    pub fn declare_facility_paper(
        &self,
        id: FacilityId,
        body: &DeclareFacilityPaperRequest,
    ) -> Call<'_, FacilityPaperView> {
        self.api.post(format!("/v1/facilities/{id}/papers")).json(body)
    }

    /// One paper of a facility.
    pub fn get_facility_paper(&self, id: FacilityPaperId) -> Call<'_, FacilityPaperView> {
        self.api.get(format!("/v1/facility-papers/{id}"))
    }

    /// Accepts a paper of a facility.
    pub fn accept_facility_paper(
        &self,
        id: FacilityPaperId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, FacilityPaperView> {
        self.api.post(format!("/v1/facility-papers/{id}/acceptances")).if_match(if_match).json(body)
    }

    /// Rejects a paper of a facility, with what is wrong.
    pub fn reject_facility_paper(
        &self,
        id: FacilityPaperId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, FacilityPaperView> {
        self.api.post(format!("/v1/facility-papers/{id}/rejections")).if_match(if_match).json(body)
    }

    /// The history of a paper of a facility, oldest first.
    pub fn list_facility_paper_transitions(
        &self,
        id: FacilityPaperId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/facility-papers/{id}/transitions")).query(query)
    }

    /// Takes a paper of a facility back, with a reason.
    pub fn withdraw_facility_paper(
        &self,
        id: FacilityPaperId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, FacilityPaperView> {
        self.api.post(format!("/v1/facility-papers/{id}/withdrawals")).if_match(if_match).json(body)
    }
}

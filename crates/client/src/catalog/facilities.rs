//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{
    CreateFacilityRequest, FacilityUsabilityQuery, FacilityUsabilitySpansView, FacilityUsabilityView,
    FacilityView, ListFacilitiesQuery, ListFacilityUsabilitiesQuery, UpdateFacilityRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::FacilityId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// All facilities, in order of registration.
    pub fn list_facilities(&self, query: &ListFacilitiesQuery) -> Call<'_, Page<FacilityView>> {
        self.api.get("/v1/facilities").query(query)
    }

    /// Registers a facility of the caller's party.
    pub fn create_facility(&self, body: &CreateFacilityRequest) -> Call<'_, FacilityView> {
        self.api.post("/v1/facilities").json(body)
    }

    /// One facility.
    pub fn get_facility(&self, id: FacilityId) -> Call<'_, FacilityView> {
        self.api.get(format!("/v1/facilities/{id}"))
    }

    /// Changes a facility's name, place and capacity.
    pub fn update_facility(
        &self,
        id: FacilityId,
        if_match: &str,
        body: &UpdateFacilityRequest,
    ) -> Call<'_, FacilityView> {
        self.api.patch(format!("/v1/facilities/{id}")).if_match(if_match).json(body)
    }

    /// Closes a facility for good.
    pub fn close_facility(
        &self,
        id: FacilityId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, FacilityView> {
        self.api.post(format!("/v1/facilities/{id}/closures")).if_match(if_match).json(body)
    }

    /// The history of a facility, oldest first.
    pub fn list_facility_transitions(
        &self,
        id: FacilityId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/facilities/{id}/transitions")).query(query)
    }

    /// Whether goods may be loaded at a facility on a day.
    pub fn get_facility_usability(
        &self,
        id: FacilityId,
        query: &FacilityUsabilityQuery,
    ) -> Call<'_, FacilityUsabilityView> {
        self.api.get(format!("/v1/facilities/{id}/usability")).query(query)
    }

    /// When goods may be loaded at facilities: all days of each, in spans.
    pub fn list_facility_usabilities(
        &self,
        query: &ListFacilityUsabilitiesQuery,
    ) -> Call<'_, Page<FacilityUsabilitySpansView>> {
        self.api.get("/v1/facility-usabilities").query(query)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{
    CreateDemandRequest, DemandVersionView, DemandView, ListDemandVersionsQuery, ListDemandsQuery,
    ReviseDemandRequest, UpdateDemandRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::DemandId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The demands the caller may read, in order of drafting.
    pub fn list_demands(&self, query: &ListDemandsQuery) -> Call<'_, Page<DemandView>> {
        self.api.get("/v1/demands").query(query)
    }

    /// Drafts a demand of the caller's business.
    pub fn create_demand(&self, body: &CreateDemandRequest) -> Call<'_, DemandView> {
        self.api.post("/v1/demands").json(body)
    }

    /// One demand.
    pub fn get_demand(&self, id: DemandId) -> Call<'_, DemandView> {
        self.api.get(format!("/v1/demands/{id}"))
    }

    /// Changes a draft.
    pub fn update_demand(
        &self,
        id: DemandId,
        if_match: &str,
        body: &UpdateDemandRequest,
    ) -> Call<'_, DemandView> {
        self.api.patch(format!("/v1/demands/{id}")).if_match(if_match).json(body)
    }

    /// Wants nothing more on it.
    pub fn close_demand(
        &self,
        id: DemandId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, DemandView> {
        self.api.post(format!("/v1/demands/{id}/closures")).if_match(if_match).json(body)
    }

    /// Tells the partner regions of it.
    pub fn publish_demand(
        &self,
        id: DemandId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, DemandView> {
        self.api.post(format!("/v1/demands/{id}/publications")).if_match(if_match).json(body)
    }

    /// The history of a demand, oldest first.
    pub fn list_demand_transitions(
        &self,
        id: DemandId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/demands/{id}/transitions")).query(query)
    }

    /// All versions of what is needed, oldest first.
    pub fn list_demand_versions(
        &self,
        id: DemandId,
        query: &ListDemandVersionsQuery,
    ) -> Call<'_, Page<DemandVersionView>> {
        self.api.get(format!("/v1/demands/{id}/versions")).query(query)
    }

    /// Publishes a new version of what is needed.
    pub fn revise_demand(
        &self,
        id: DemandId,
        if_match: &str,
        body: &ReviseDemandRequest,
    ) -> Call<'_, DemandView> {
        self.api.post(format!("/v1/demands/{id}/versions")).if_match(if_match).json(body)
    }

    /// Takes it back, with a note.
    pub fn withdraw_demand(
        &self,
        id: DemandId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, DemandView> {
        self.api.post(format!("/v1/demands/{id}/withdrawals")).if_match(if_match).json(body)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateOutletRequest, ListOutletsQuery, OutletView, UpdateOutletRequest};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::OutletId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The outlets, in order of registration.
    pub fn list_outlets(&self, query: &ListOutletsQuery) -> Call<'_, Page<OutletView>> {
        self.api.get("/v1/outlets").query(query)
    }

    /// Opens an outlet.
    pub fn create_outlet(&self, body: &CreateOutletRequest) -> Call<'_, OutletView> {
        self.api.post("/v1/outlets").json(body)
    }

    /// One outlet.
    pub fn get_outlet(&self, id: OutletId) -> Call<'_, OutletView> {
        self.api.get(format!("/v1/outlets/{id}"))
    }

    /// Changes an outlet's name, kind, address, region, and the day of its opening while that is to come.
    pub fn update_outlet(
        &self,
        id: OutletId,
        if_match: &str,
        body: &UpdateOutletRequest,
    ) -> Call<'_, OutletView> {
        self.api.patch(format!("/v1/outlets/{id}")).if_match(if_match).json(body)
    }

    /// Closes an outlet for good.
    pub fn close_outlet(
        &self,
        id: OutletId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, OutletView> {
        self.api.post(format!("/v1/outlets/{id}/closures")).if_match(if_match).json(body)
    }

    /// The history of an outlet, oldest first.
    pub fn list_outlet_transitions(
        &self,
        id: OutletId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/outlets/{id}/transitions")).query(query)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{
    ConfirmHoldRequest, CreateHoldRequest, HoldView, ListHoldsQuery, SubstituteAnimalRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::HoldId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The holds that the caller may read, oldest first.
    pub fn list_holds(&self, query: &ListHoldsQuery) -> Call<'_, Page<HoldView>> {
        self.api.get("/v1/holds").query(query)
    }

    /// Holds something of a published offer for the caller's party.
    pub fn create_hold(&self, body: &CreateHoldRequest) -> Call<'_, HoldView> {
        self.api.post("/v1/holds").json(body)
    }

    /// One hold, with the animals it names.
    pub fn get_hold(&self, id: HoldId) -> Call<'_, HoldView> {
        self.api.get(format!("/v1/holds/{id}"))
    }

    /// Agrees to a hold.
    pub fn confirm_hold(&self, id: HoldId, if_match: &str, body: &ConfirmHoldRequest) -> Call<'_, HoldView> {
        self.api.post(format!("/v1/holds/{id}/confirmations")).if_match(if_match).json(body)
    }

    /// Takes what is held, until its last day.
    pub fn convert_hold(&self, id: HoldId, if_match: &str, body: &TransitionRequest) -> Call<'_, HoldView> {
        self.api.post(format!("/v1/holds/{id}/conversions")).if_match(if_match).json(body)
    }

    /// Gives a hold up.
    pub fn release_hold(&self, id: HoldId, if_match: &str, body: &TransitionRequest) -> Call<'_, HoldView> {
        self.api.post(format!("/v1/holds/{id}/releases")).if_match(if_match).json(body)
    }

    /// Gives back what was converted.
    pub fn give_back_hold(&self, id: HoldId, if_match: &str, body: &TransitionRequest) -> Call<'_, HoldView> {
        self.api.post(format!("/v1/holds/{id}/returns")).if_match(if_match).json(body)
    }

    /// Puts one animal in the place of another.
    pub fn substitute_animal(
        &self,
        id: HoldId,
        if_match: &str,
        body: &SubstituteAnimalRequest,
    ) -> Call<'_, HoldView> {
        self.api.post(format!("/v1/holds/{id}/substitutions")).if_match(if_match).json(body)
    }

    /// The history of a hold, oldest first.
    pub fn list_hold_transitions(
        &self,
        id: HoldId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/holds/{id}/transitions")).query(query)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{AnimalView, CreateAnimalRequest, ListAnimalsQuery, UpdateAnimalRequest};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::AnimalId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The animals that the caller may read, in order of registration.
    pub fn list_animals(&self, query: &ListAnimalsQuery) -> Call<'_, Page<AnimalView>> {
        self.api.get("/v1/animals").query(query)
    }

    /// Registers an animal of the caller's party.
    pub fn create_animal(&self, body: &CreateAnimalRequest) -> Call<'_, AnimalView> {
        self.api.post("/v1/animals").json(body)
    }

    /// One animal, with what it weighed last.
    pub fn get_animal(&self, id: AnimalId) -> Call<'_, AnimalView> {
        self.api.get(format!("/v1/animals/{id}"))
    }

    /// Changes what is known of an animal, and the offer it belongs to.
    pub fn update_animal(
        &self,
        id: AnimalId,
        if_match: &str,
        body: &UpdateAnimalRequest,
    ) -> Call<'_, AnimalView> {
        self.api.patch(format!("/v1/animals/{id}")).if_match(if_match).json(body)
    }

    /// Reports that an animal has died.
    pub fn report_death_of_animal(
        &self,
        id: AnimalId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, AnimalView> {
        self.api.post(format!("/v1/animals/{id}/deaths")).if_match(if_match).json(body)
    }

    /// Reports that an animal is well again.
    pub fn report_recovery_of_animal(
        &self,
        id: AnimalId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, AnimalView> {
        self.api.post(format!("/v1/animals/{id}/recoveries")).if_match(if_match).json(body)
    }

    /// The history of an animal, oldest first: how it was, day by day.
    pub fn list_animal_transitions(
        &self,
        id: AnimalId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/animals/{id}/transitions")).query(query)
    }

    /// Reports that an animal is ill and cared for.
    pub fn report_treatment_of_animal(
        &self,
        id: AnimalId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, AnimalView> {
        self.api.post(format!("/v1/animals/{id}/treatments")).if_match(if_match).json(body)
    }
}

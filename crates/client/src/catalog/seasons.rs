//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{
    CreateSeasonRequest, FailSeasonRequest, GiveInputRequest, ListSeasonInputsQuery, ListSeasonsQuery,
    SeasonInputView, SeasonView,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::SeasonId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The seasons that the caller may read, in order of planning.
    pub fn list_seasons(&self, query: &ListSeasonsQuery) -> Call<'_, Page<SeasonView>> {
        self.api.get("/v1/seasons").query(query)
    }

    /// Plans a season on plots of the caller's party.
    pub fn create_season(&self, body: &CreateSeasonRequest) -> Call<'_, SeasonView> {
        self.api.post("/v1/seasons").json(body)
    }

    /// One season.
    pub fn get_season(&self, id: SeasonId) -> Call<'_, SeasonView> {
        self.api.get(format!("/v1/seasons/{id}"))
    }

    /// Closes a season.
    pub fn close_season(
        &self,
        id: SeasonId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, SeasonView> {
        self.api.post(format!("/v1/seasons/{id}/closures")).if_match(if_match).json(body)
    }

    /// Says that a season has failed.
    pub fn fail_season(
        &self,
        id: SeasonId,
        if_match: &str,
        body: &FailSeasonRequest,
    ) -> Call<'_, SeasonView> {
        self.api.post(format!("/v1/seasons/{id}/failures")).if_match(if_match).json(body)
    }

    /// Records that it has grown.
    pub fn record_growth_of_season(
        &self,
        id: SeasonId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, SeasonView> {
        self.api.post(format!("/v1/seasons/{id}/growth-reports")).if_match(if_match).json(body)
    }

    /// Records that it was looked at before the harvest.
    pub fn check_season_before_harvest(
        &self,
        id: SeasonId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, SeasonView> {
        self.api.post(format!("/v1/seasons/{id}/harvest-checks")).if_match(if_match).json(body)
    }

    /// Records that the harvest is in.
    pub fn harvest_season(
        &self,
        id: SeasonId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, SeasonView> {
        self.api.post(format!("/v1/seasons/{id}/harvests")).if_match(if_match).json(body)
    }

    /// What was given for a season, in order of recording.
    pub fn list_season_inputs(
        &self,
        id: SeasonId,
        query: &ListSeasonInputsQuery,
    ) -> Call<'_, Page<SeasonInputView>> {
        self.api.get(format!("/v1/seasons/{id}/inputs")).query(query)
    }

    /// Records what was given for a season.
    pub fn give_season_input(&self, id: SeasonId, body: &GiveInputRequest) -> Call<'_, SeasonInputView> {
        self.api.post(format!("/v1/seasons/{id}/inputs")).json(body)
    }

    /// Records that the land was looked at and is fit.
    pub fn check_land_of_season(
        &self,
        id: SeasonId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, SeasonView> {
        self.api.post(format!("/v1/seasons/{id}/land-checks")).if_match(if_match).json(body)
    }

    /// Records the planting.
    pub fn plant_season(
        &self,
        id: SeasonId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, SeasonView> {
        self.api.post(format!("/v1/seasons/{id}/plantings")).if_match(if_match).json(body)
    }

    /// The history of a season, oldest first.
    pub fn list_season_transitions(
        &self,
        id: SeasonId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/seasons/{id}/transitions")).query(query)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{
    CreateCurationRequest, CurationView, CuratorView, DecideCurationRequest, ListCurationsQuery,
    ListCuratorsQuery, ReviewCurationRequest, ScoreCurationRequest, SubmitCurationRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::CurationId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The curations of the caller's side, oldest first.
    pub fn list_curations(&self, query: &ListCurationsQuery) -> Call<'_, Page<CurationView>> {
        self.api.get("/v1/curations").query(query)
    }

    /// Prepares a curation.
    pub fn create_curation(&self, body: &CreateCurationRequest) -> Call<'_, CurationView> {
        self.api.post("/v1/curations").json(body)
    }

    /// One curation.
    pub fn get_curation(&self, id: CurationId) -> Call<'_, CurationView> {
        self.api.get(format!("/v1/curations/{id}"))
    }

    /// Who may be called to the panel: the curators of the outlets' operator, of its region's government and of the supplier's.
    pub fn list_curation_curators(
        &self,
        id: CurationId,
        query: &ListCuratorsQuery,
    ) -> Call<'_, Page<CuratorView>> {
        self.api.get(format!("/v1/curations/{id}/curators")).query(query)
    }

    /// Records the panel's decision.
    pub fn decide_curation(
        &self,
        id: CurationId,
        if_match: &str,
        body: &DecideCurationRequest,
    ) -> Call<'_, CurationView> {
        self.api.post(format!("/v1/curations/{id}/decisions")).if_match(if_match).json(body)
    }

    /// Begins the panel's review, or calls another panel before anybody has scored.
    pub fn review_curation(
        &self,
        id: CurationId,
        if_match: &str,
        body: &ReviewCurationRequest,
    ) -> Call<'_, CurationView> {
        self.api.post(format!("/v1/curations/{id}/reviews")).if_match(if_match).json(body)
    }

    /// Records that the samples have arrived.
    pub fn receive_curation_sample(
        &self,
        id: CurationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CurationView> {
        self.api.post(format!("/v1/curations/{id}/sample-receipts")).if_match(if_match).json(body)
    }

    /// Asks the supplier for samples.
    pub fn request_curation_sample(
        &self,
        id: CurationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CurationView> {
        self.api.post(format!("/v1/curations/{id}/sample-requests")).if_match(if_match).json(body)
    }

    /// A member of the panel scores.
    pub fn score_curation(
        &self,
        id: CurationId,
        if_match: &str,
        body: &ScoreCurationRequest,
    ) -> Call<'_, CurationView> {
        self.api.post(format!("/v1/curations/{id}/scores")).if_match(if_match).json(body)
    }

    /// Begins to look through papers and label.
    pub fn screen_curation(
        &self,
        id: CurationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CurationView> {
        self.api.post(format!("/v1/curations/{id}/screenings")).if_match(if_match).json(body)
    }

    /// Submits a curation, also again after changes or after taking it back.
    pub fn submit_curation(
        &self,
        id: CurationId,
        if_match: &str,
        body: &SubmitCurationRequest,
    ) -> Call<'_, CurationView> {
        self.api.post(format!("/v1/curations/{id}/submissions")).if_match(if_match).json(body)
    }

    /// The history of a curation, oldest first.
    pub fn list_curation_transitions(
        &self,
        id: CurationId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/curations/{id}/transitions")).query(query)
    }

    /// Takes a curation back before it is decided.
    pub fn withdraw_curation(
        &self,
        id: CurationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CurationView> {
        self.api.post(format!("/v1/curations/{id}/withdrawals")).if_match(if_match).json(body)
    }
}

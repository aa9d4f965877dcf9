//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateCurationGradesRequest, CurationGradesView, ListCurationGradesQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::CurationGradesId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The thresholds of grades, in order of addition.
    pub fn list_curation_grades(
        &self,
        query: &ListCurationGradesQuery,
    ) -> Call<'_, Page<CurationGradesView>> {
        self.api.get("/v1/curation-grades").query(query)
    }

    /// Adds thresholds of grades.
    pub fn create_curation_grades(&self, body: &CreateCurationGradesRequest) -> Call<'_, CurationGradesView> {
        self.api.post("/v1/curation-grades").json(body)
    }

    /// One row of thresholds.
    pub fn get_curation_grades(&self, id: CurationGradesId) -> Call<'_, CurationGradesView> {
        self.api.get(format!("/v1/curation-grades/{id}"))
    }

    /// Ends a row of thresholds.
    pub fn end_curation_grades(
        &self,
        id: CurationGradesId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, CurationGradesView> {
        self.api.post(format!("/v1/curation-grades/{id}/endings")).if_match(if_match).json(body)
    }
}

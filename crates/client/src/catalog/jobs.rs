//! Written by `cargo run -p xtask -- regen`.

use api_types::{CancelJobRequest, JobView, ListJobsQuery, Page};
use domain::shared::JobId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The jobs of the caller's party, the newest first; for 30 days after their end.
    pub fn list_catalog_jobs(&self, query: &ListJobsQuery) -> Call<'_, Page<JobView>> {
        self.api.get("/v1/catalog-jobs").query(query)
    }

    /// One job: where it stands, how far it is, and what came of it.
    pub fn get_catalog_job(&self, id: JobId) -> Call<'_, JobView> {
        self.api.get(format!("/v1/catalog-jobs/{id}"))
    }

    /// Cancels a job that has not ended: nothing comes of it.
    pub fn cancel_catalog_job(&self, id: JobId, body: &CancelJobRequest) -> Call<'_, JobView> {
        self.api.post(format!("/v1/catalog-jobs/{id}/cancellations")).json(body)
    }
}

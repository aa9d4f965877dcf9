//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::logistics::{CreateDistributionRequest, DistributionView, ListDistributionsQuery};
use domain::shared::DistributionId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// The distributions that the caller may read, oldest first.
    pub fn list_distributions(&self, query: &ListDistributionsQuery) -> Call<'_, Page<DistributionView>> {
        self.api.get("/v1/distributions").query(query)
    }

    /// Records what went on to the outlets of the buyer.
    pub fn create_distribution(&self, body: &CreateDistributionRequest) -> Call<'_, DistributionView> {
        self.api.post("/v1/distributions").json(body)
    }

    /// One distribution.
    pub fn get_distribution(&self, id: DistributionId) -> Call<'_, DistributionView> {
        self.api.get(format!("/v1/distributions/{id}"))
    }
}

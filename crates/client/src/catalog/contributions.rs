//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::catalog::{ContributionView, ListContributionsQuery, PutContributionRequest};
use domain::shared::ContributionId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The contributions that the caller may read, in order of their ids; those that others have replaced included.
    pub fn list_contributions(&self, query: &ListContributionsQuery) -> Call<'_, Page<ContributionView>> {
        self.api.get("/v1/contributions").query(query)
    }

    /// Weighs goods of a member into a lot, with the phone's own id.
    pub fn put_contribution(
        &self,
        id: ContributionId,
        body: &PutContributionRequest,
    ) -> Call<'_, ContributionView> {
        self.api.put(format!("/v1/contributions/{id}")).json(body)
    }
}

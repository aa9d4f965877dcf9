//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateImageQuotaRequest, ImageQuotaView, ListImageQuotasQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::ImageQuotaId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// How many pictures a party may bring, in order of addition.
    pub fn list_image_quotas(&self, query: &ListImageQuotasQuery) -> Call<'_, Page<ImageQuotaView>> {
        self.api.get("/v1/image-quotas").query(query)
    }

    /// Adds how many pictures a party may bring.
    pub fn create_image_quota(&self, body: &CreateImageQuotaRequest) -> Call<'_, ImageQuotaView> {
        self.api.post("/v1/image-quotas").json(body)
    }

    /// One quota of pictures.
    pub fn get_image_quota(&self, id: ImageQuotaId) -> Call<'_, ImageQuotaView> {
        self.api.get(format!("/v1/image-quotas/{id}"))
    }

    /// Ends a quota of pictures.
    pub fn end_image_quota(
        &self,
        id: ImageQuotaId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, ImageQuotaView> {
        self.api.post(format!("/v1/image-quotas/{id}/endings")).if_match(if_match).json(body)
    }
}

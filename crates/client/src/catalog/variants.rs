//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::catalog::{CreateVariantRequest, ListVariantsQuery, UpdateVariantRequest, VariantView};
use domain::shared::{ProductId, VariantId};

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// Adds a variant to a product, with what its label says.
    pub fn create_variant(&self, id: ProductId, body: &CreateVariantRequest) -> Call<'_, VariantView> {
        self.api.post(format!("/v1/products/{id}/variants")).json(body)
    }

    /// Variants, in order of their making.
    pub fn list_variants(&self, query: &ListVariantsQuery) -> Call<'_, Page<VariantView>> {
        self.api.get("/v1/variants").query(query)
    }

    /// One variant, with its permits as they stand today.
    pub fn get_variant(&self, id: VariantId) -> Call<'_, VariantView> {
        self.api.get(format!("/v1/variants/{id}"))
    }

    /// Changes a variant; another label, recipe or barcode is a new version.
    pub fn update_variant(
        &self,
        id: VariantId,
        if_match: &str,
        body: &UpdateVariantRequest,
    ) -> Call<'_, VariantView> {
        self.api.patch(format!("/v1/variants/{id}")).if_match(if_match).json(body)
    }
}

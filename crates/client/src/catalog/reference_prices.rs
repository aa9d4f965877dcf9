//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateReferencePriceRequest, ListReferencePricesQuery, ReferencePriceView};
use api_types::{EndRuleRequest, Page};
use domain::shared::ReferencePriceId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// What goods cost by regulation or by measure, in order of addition.
    pub fn list_reference_prices(
        &self,
        query: &ListReferencePricesQuery,
    ) -> Call<'_, Page<ReferencePriceView>> {
        self.api.get("/v1/reference-prices").query(query)
    }

    /// Adds a reference price.
    pub fn create_reference_price(&self, body: &CreateReferencePriceRequest) -> Call<'_, ReferencePriceView> {
        self.api.post("/v1/reference-prices").json(body)
    }

    /// One reference price.
    pub fn get_reference_price(&self, id: ReferencePriceId) -> Call<'_, ReferencePriceView> {
        self.api.get(format!("/v1/reference-prices/{id}"))
    }

    /// Ends a reference price.
    pub fn end_reference_price(
        &self,
        id: ReferencePriceId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, ReferencePriceView> {
        self.api.post(format!("/v1/reference-prices/{id}/endings")).if_match(if_match).json(body)
    }
}

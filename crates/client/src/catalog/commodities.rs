//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::catalog::{
    CommodityView, CreateCommodityRequest, ListCommoditiesQuery, UpdateCommodityRequest,
};

use super::CatalogApi;
use crate::Call;
use crate::api::segment;

impl CatalogApi {
    /// What is traded, in order of the codes.
    pub fn list_commodities(&self, query: &ListCommoditiesQuery) -> Call<'_, Page<CommodityView>> {
        self.api.get("/v1/commodities").query(query)
    }

    /// Registers a commodity with its forms.
    pub fn create_commodity(&self, body: &CreateCommodityRequest) -> Call<'_, CommodityView> {
        self.api.post("/v1/commodities").json(body)
    }

    /// One commodity with its forms.
    pub fn get_commodity(&self, code: &str) -> Call<'_, CommodityView> {
        self.api.get(format!("/v1/commodities/{}", segment(code)))
    }

    /// Changes a commodity's names and adds forms.
    pub fn update_commodity(
        &self,
        code: &str,
        if_match: &str,
        body: &UpdateCommodityRequest,
    ) -> Call<'_, CommodityView> {
        self.api.patch(format!("/v1/commodities/{}", segment(code))).if_match(if_match).json(body)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateGoodsLimitRequest, GoodsLimitView, ListGoodsLimitsQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::GoodsLimitId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The numbers of days that goods are judged by, in order of their addition.
    pub fn list_goods_limits(&self, query: &ListGoodsLimitsQuery) -> Call<'_, Page<GoodsLimitView>> {
        self.api.get("/v1/goods-limits").query(query)
    }

    /// Adds a number of days that goods are judged by.
    pub fn create_goods_limit(&self, body: &CreateGoodsLimitRequest) -> Call<'_, GoodsLimitView> {
        self.api.post("/v1/goods-limits").json(body)
    }

    /// One number of days.
    pub fn get_goods_limit(&self, id: GoodsLimitId) -> Call<'_, GoodsLimitView> {
        self.api.get(format!("/v1/goods-limits/{id}"))
    }

    /// Ends a number of days.
    pub fn end_goods_limit(
        &self,
        id: GoodsLimitId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, GoodsLimitView> {
        self.api.post(format!("/v1/goods-limits/{id}/endings")).if_match(if_match).json(body)
    }
}

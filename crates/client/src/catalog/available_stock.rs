//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::catalog::{ListAvailableStockQuery, StockOfferView};

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// What can be had on a day: published, with the least lot left, those first whose days end first.
    pub fn list_available_stock(&self, query: &ListAvailableStockQuery) -> Call<'_, Page<StockOfferView>> {
        self.api.get("/v1/available-stock").query(query)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{PriceSeriesQuery, PriceSeriesView};

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// Prices over time, for a chart.
    pub fn get_price_series(&self, query: &PriceSeriesQuery) -> Call<'_, PriceSeriesView> {
        self.api.get("/v1/price-series").query(query)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::catalog::{HarvestForecastView, ListHarvestForecastsQuery, PutHarvestForecastRequest};
use domain::shared::HarvestForecastId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The forecasts of seasons that the caller may read, in order of the days of the harvest.
    pub fn list_harvest_forecasts(
        &self,
        query: &ListHarvestForecastsQuery,
    ) -> Call<'_, Page<HarvestForecastView>> {
        self.api.get("/v1/harvest-forecasts").query(query)
    }

    /// Records what a season is expected to give, with the phone's own id.
    pub fn put_harvest_forecast(
        &self,
        id: HarvestForecastId,
        body: &PutHarvestForecastRequest,
    ) -> Call<'_, HarvestForecastView> {
        self.api.put(format!("/v1/harvest-forecasts/{id}")).json(body)
    }
}

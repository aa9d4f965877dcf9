//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::catalog::{ListPriceObservationsQuery, PriceObservationView, PutPriceObservationRequest};
use domain::shared::PriceObservationId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The prices that were seen and count, the latest first.
    pub fn list_price_observations(
        &self,
        query: &ListPriceObservationsQuery,
    ) -> Call<'_, Page<PriceObservationView>> {
        self.api.get("/v1/price-observations").query(query)
    }

    /// One price that was seen, be it corrected or not.
    pub fn get_price_observation(&self, id: PriceObservationId) -> Call<'_, PriceObservationView> {
        self.api.get(format!("/v1/price-observations/{id}"))
    }

    /// Records a price that was seen, with the sender's own id.
    pub fn put_price_observation(
        &self,
        id: PriceObservationId,
        body: &PutPriceObservationRequest,
    ) -> Call<'_, PriceObservationView> {
        self.api.put(format!("/v1/price-observations/{id}")).json(body)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{ListPriceObservationsQuery, PriceObservationView, PutPriceObservationRequest};
use api_types::{ImportQuery, JobView, Page};
use domain::shared::PriceObservationId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// Asks for a job that tries a file of prices that were seen, or records its prices.
    pub fn create_price_observation_import(
        &self,
        query: &ImportQuery,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Call<'_, JobView> {
        self.api.post("/v1/price-observation-imports").query(query).bytes(media_type, bytes)
    }

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

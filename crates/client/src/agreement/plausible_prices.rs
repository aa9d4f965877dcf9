//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{CreatePlausiblePriceRequest, ListPlausiblePricesQuery, PlausiblePriceView};
use api_types::{EndRuleRequest, Page};
use domain::shared::PlausiblePriceId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The prices that somebody can mean, in order of their addition.
    pub fn list_plausible_prices(
        &self,
        query: &ListPlausiblePricesQuery,
    ) -> Call<'_, Page<PlausiblePriceView>> {
        self.api.get("/v1/plausible-prices").query(query)
    }

    /// Adds the prices of a commodity that somebody can mean.
    pub fn create_plausible_price(&self, body: &CreatePlausiblePriceRequest) -> Call<'_, PlausiblePriceView> {
        self.api.post("/v1/plausible-prices").json(body)
    }

    /// The plausible prices of one commodity and basis.
    pub fn get_plausible_price(&self, id: PlausiblePriceId) -> Call<'_, PlausiblePriceView> {
        self.api.get(format!("/v1/plausible-prices/{id}"))
    }

    /// Ends the plausible prices of a commodity.
    pub fn end_plausible_price(
        &self,
        id: PlausiblePriceId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, PlausiblePriceView> {
        self.api.post(format!("/v1/plausible-prices/{id}/endings")).if_match(if_match).json(body)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{CreateVatRateRequest, ListVatRatesQuery, VatRateView};
use api_types::{EndRuleRequest, Page};
use domain::shared::VatRateId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// The rates of value added tax, in order of addition.
    pub fn list_vat_rates(&self, query: &ListVatRatesQuery) -> Call<'_, Page<VatRateView>> {
        self.api.get("/v1/vat-rates").query(query)
    }

    /// Adds a rate of value added tax.
    pub fn create_vat_rate(&self, body: &CreateVatRateRequest) -> Call<'_, VatRateView> {
        self.api.post("/v1/vat-rates").json(body)
    }

    /// One rate of value added tax.
    pub fn get_vat_rate(&self, id: VatRateId) -> Call<'_, VatRateView> {
        self.api.get(format!("/v1/vat-rates/{id}"))
    }

    /// Ends a rate of value added tax.
    pub fn end_vat_rate(
        &self,
        id: VatRateId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, VatRateView> {
        self.api.post(format!("/v1/vat-rates/{id}/endings")).if_match(if_match).json(body)
    }
}

//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{CreatePaymentTermRequest, ListPaymentTermsQuery, PaymentTermView};
use api_types::{EndRuleRequest, Page};
use domain::shared::PaymentTermId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// In how many days buyers pay, in order of addition.
    pub fn list_payment_terms(&self, query: &ListPaymentTermsQuery) -> Call<'_, Page<PaymentTermView>> {
        self.api.get("/v1/payment-terms").query(query)
    }

    /// Adds in how many days a buyer pays, or all do.
    pub fn create_payment_term(&self, body: &CreatePaymentTermRequest) -> Call<'_, PaymentTermView> {
        self.api.post("/v1/payment-terms").json(body)
    }

    /// One of these rows.
    pub fn get_payment_term(&self, id: PaymentTermId) -> Call<'_, PaymentTermView> {
        self.api.get(format!("/v1/payment-terms/{id}"))
    }

    /// Ends such a row.
    pub fn end_payment_term(
        &self,
        id: PaymentTermId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, PaymentTermView> {
        self.api.post(format!("/v1/payment-terms/{id}/endings")).if_match(if_match).json(body)
    }
}

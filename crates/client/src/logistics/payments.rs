//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{CreatePaymentRequest, ListPaymentsQuery, PaymentView};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::PaymentId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// The payments that the caller may read, oldest first.
    pub fn list_payments(&self, query: &ListPaymentsQuery) -> Call<'_, Page<PaymentView>> {
        self.api.get("/v1/payments").query(query)
    }

    /// Records what the caller's party has paid of a statement.
    pub fn create_payment(&self, body: &CreatePaymentRequest) -> Call<'_, PaymentView> {
        self.api.post("/v1/payments").json(body)
    }

    /// One payment.
    pub fn get_payment(&self, id: PaymentId) -> Call<'_, PaymentView> {
        self.api.get(format!("/v1/payments/{id}"))
    }

    /// The supplier has got it.
    pub fn confirm_payment(
        &self,
        id: PaymentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, PaymentView> {
        self.api.post(format!("/v1/payments/{id}/confirmations")).if_match(if_match).json(body)
    }

    /// The supplier has not got it.
    pub fn reject_payment(
        &self,
        id: PaymentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, PaymentView> {
        self.api.post(format!("/v1/payments/{id}/rejections")).if_match(if_match).json(body)
    }

    /// The history of a payment, oldest first.
    pub fn list_payment_transitions(
        &self,
        id: PaymentId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/payments/{id}/transitions")).query(query)
    }

    /// The buyer takes back what it recorded by mistake.
    pub fn withdraw_payment(
        &self,
        id: PaymentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, PaymentView> {
        self.api.post(format!("/v1/payments/{id}/withdrawals")).if_match(if_match).json(body)
    }
}

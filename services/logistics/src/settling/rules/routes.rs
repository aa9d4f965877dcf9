//! HTTP of the rule tables.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::logistics::{
    CreatePaymentTermRequest, CreateVatRateRequest, ListPaymentTermsQuery, ListVatRatesQuery,
    PaymentTermView, VatRateView,
};
use api_types::{EndRuleRequest, Page};
use domain::shared::{PaymentTermId, VatRateId};
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::{PaymentTerms, VatRates};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    payment_terms(config);
    vat_rates(config);
}

rule_routes! {
    payment_terms of PaymentTerms, PaymentTermId, "payment-terms",
        "/v1/payment-terms", "/v1/payment-terms/{id}", "/v1/payment-terms/{id}/endings";
    ListPaymentTermsQuery, CreatePaymentTermRequest, PaymentTermView;
    /// In how many days buyers pay, in order of addition.
    list_payment_terms(ListPaymentTerms);
    /// Adds in how many days a buyer pays, or all do.
    ///
    /// It holds from its first day, in every process at once, for statements that are confirmed then. A row of a buyer goes
    /// before that of all.
    create_payment_term(CreatePaymentTerm);
    /// One of these rows.
    get_payment_term(GetPaymentTerm);
    /// Ends such a row.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_payment_term(EndPaymentTerm);
}

rule_routes! {
    vat_rates of VatRates, VatRateId, "vat-rates",
        "/v1/vat-rates", "/v1/vat-rates/{id}", "/v1/vat-rates/{id}/endings";
    ListVatRatesQuery, CreateVatRateRequest, VatRateView;
    /// The rates of value added tax, in order of addition.
    list_vat_rates(ListVatRates);
    /// Adds a rate of value added tax.
    ///
    /// It holds from its first day, in every process at once, for goods received then. A row of a commodity goes before that of
    /// all.
    create_vat_rate(CreateVatRate);
    /// One rate of value added tax.
    get_vat_rate(GetVatRate);
    /// Ends a rate of value added tax.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_vat_rate(EndVatRate);
}

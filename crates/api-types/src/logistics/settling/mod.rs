//! What is owed and paid.

mod account_statements;
mod payments;
mod rules;
mod settlements;

pub use account_statements::{AccountStatementView, ListAccountStatementsQuery};
pub use payments::{CreatePaymentRequest, ListPaymentsQuery, PaymentView};
pub use rules::{
    CreatePaymentTermRequest, CreateVatRateRequest, ListPaymentTermsQuery, ListVatRatesQuery,
    PaymentTermEventData, PaymentTermView, VatRateEventData, VatRateView,
};
pub use settlements::{
    ConfirmSettlementRequest, CreateSettlementRequest, DisputeSettlementRequest, ListSettlementsQuery,
    SettlementConsentView, SettlementLineView, SettlementSumsView, SettlementView,
};

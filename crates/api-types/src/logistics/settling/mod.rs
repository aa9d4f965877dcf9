//! What is claimed, owed and paid after goods were received.

mod account_statements;
mod claim_rules;
mod claims;
mod losses;
mod payments;
mod rules;
mod settlements;

pub use account_statements::{AccountStatementView, ListAccountStatementsQuery};
pub use claim_rules::{ClaimRuleEventData, ClaimRuleView, CreateClaimRuleRequest, ListClaimRulesQuery};
pub use claims::{
    ClaimDecisionView, ClaimOfferView, ClaimSeenView, ClaimTermsRequest, ClaimView, CreateClaimRequest,
    DecideClaimRequest, ListClaimsQuery, RespondToClaimRequest,
};
pub use losses::{ListLossStatisticsQuery, LossStatisticView};
pub use payments::{CreatePaymentRequest, ListPaymentsQuery, PaymentView};
pub use rules::{
    CreatePaymentTermRequest, CreateVatRateRequest, ListPaymentTermsQuery, ListVatRatesQuery,
    PaymentTermEventData, PaymentTermView, VatRateEventData, VatRateView,
};
pub use settlements::{
    ConfirmSettlementRequest, CreateSettlementRequest, DisputeSettlementRequest, ListSettlementsQuery,
    SettlementConsentView, SettlementLineView, SettlementSumsView, SettlementView,
};

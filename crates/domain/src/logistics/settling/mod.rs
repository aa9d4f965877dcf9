//! What is settled after goods were received: what was lost on the way and is claimed for it, monthly statements of contracts,
//! payments, and the days and rates they are judged by.

pub(crate) mod account;
pub(crate) mod claim;
pub(crate) mod found;
pub(crate) mod limits;
pub(crate) mod payment;
pub(crate) mod rules;
pub(crate) mod settlement;
pub(crate) mod statement;
pub(crate) mod terms;

pub use account::{Account, AccountSide};
pub use claim::{
    ClaimCondition, ClaimEvent, ClaimHappened, ClaimKind, ClaimState, ClaimSubject, check_kind,
    check_no_identity_claim, check_not_agreed, unmet_by_identity_claims,
};
pub use found::{Loss, ShownByFigures, shown_by_figures};
pub use limits::{
    ClaimFigure, ClaimRule, check_notice, decision_due, notice_due, pursue_until, seed_claim_rules,
};
pub use payment::{
    Owed, PaymentEvent, PaymentHappened, PaymentState, check_payment, check_unpaid, overdue_days,
};
pub use rules::{PaymentTerm, VatRate, due_date, seed_payment_terms, seed_vat_rates, vat_basis_points};
pub use settlement::{
    SettlementEvent, SettlementHappened, SettlementState, Sibling, carried_by, check_disputed,
    check_something_to_settle,
};
pub use statement::{SettlementLine, SettlementLineKind, SettlementText, Totals, tax_of};
pub use terms::{ClaimBounds, ClaimRemedy, ClaimTerms, ClaimedOf, check_offer_taken};

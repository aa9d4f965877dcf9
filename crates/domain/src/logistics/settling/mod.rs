//! What is owed and paid: monthly statements of contracts, payments, the days and rates they are judged by.

pub(crate) mod account;
pub(crate) mod payment;
pub(crate) mod rules;
pub(crate) mod settlement;
pub(crate) mod statement;

pub use account::{Account, AccountSide};
pub use payment::{
    Owed, PaymentEvent, PaymentHappened, PaymentState, check_payment, check_unpaid, overdue_days,
};
pub use rules::{PaymentTerm, VatRate, due_date, seed_payment_terms, seed_vat_rates, vat_basis_points};
pub use settlement::{
    SettlementEvent, SettlementHappened, SettlementState, Sibling, carried_by, check_disputed,
    check_something_to_settle,
};
pub use statement::{SettlementLine, SettlementLineKind, SettlementText, Totals, tax_of};

//! What is owed and paid: monthly statements of contracts, payments, accounts.

pub(crate) mod account_statements;
pub(crate) mod payments;
pub(crate) mod rules;
pub(crate) mod settlements;

pub(crate) use settlements::expect_unpaid;

//! Contracts: what a supplier and a buyer conclude under an agreement, and both regions vouch for.
//!
//! Owns the procedure: businesses write and sign, both regions endorse one text, activation judges the
//! guarantee chain and issues the authenticity code. Refuses whatever `domain::agreement` refuses; shows
//! a contract to its two businesses, both governments and the facilitator alone.

mod operations;
mod queries;
mod routes;
mod rows;

pub(crate) use queries::find_contract_by_code;
pub(crate) use routes::routes;
pub(crate) use rows::WholeContract;

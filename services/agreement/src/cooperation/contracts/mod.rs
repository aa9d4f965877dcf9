//! Contracts: what a supplier and a buyer conclude under an agreement, and both regions vouch for.
//!
//! Owns the procedure: businesses write and sign, both regions endorse one text, activation judges the
//! guarantee chain and issues the authenticity code. Refuses whatever `domain::agreement` refuses; shows
//! a contract to its two businesses, both governments and the facilitator alone.

mod access;
mod closing;
mod operations;
mod queries;
mod references;
mod routes;
mod rows;
mod visibility;
mod waiting;

pub(crate) use closing::{closing_of, statement_view};
pub(crate) use operations::{
    ChainText, agreement_at, check_chain, check_harvest, end_with_agreement, expect_prices, notice_contract,
    read_festival, read_lines, read_value_limit, settle_sources,
};
pub(crate) use queries::schedules::reschedule;
pub(crate) use queries::{
    contracts_under, find_contract_by_code, find_contract_by_id, find_contracts, get_contract, lock_contract,
};
pub(crate) use references::{Judged, References};
pub(crate) use rows::{ContractLineRow, ContractRow, WholeContract, festival_view};
pub(crate) use visibility::visible_to;

use domain::agreement::ContractState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag {
        name: "contracts",
        about: "Contracts of two businesses under an agreement, endorsed by both governments.",
    }],
)
.with_lifecycle::<ContractState>("Contract")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));

//! The logistics service. Written by `cargo run -p xtask -- regen`.

mod account_statements;
mod allowances;
mod balances;
mod call_offs;
mod claim_rules;
mod claims;
mod distributions;
mod events;
mod feed_limits;
mod gate_rules;
mod journey_papers;
mod journey_requirements;
mod late_vehicles;
mod lateness_rules;
mod loss_statistics;
mod payment_terms;
mod payments;
mod receipts;
mod receiving_rules;
mod settlements;
mod shipments;
mod signal_rules;
mod signals;
mod traces;
mod vat_rates;
mod vehicle_events;
mod weight_ranges;
mod work_items;

use crate::Api;

/// Calls the logistics service: one method per operation id.
#[derive(Debug, Clone)]
pub struct LogisticsApi {
    /// The connection, for calls without a method.
    pub api: Api,
}

impl LogisticsApi {
    /// A client over a connection.
    pub fn new(api: Api) -> Self {
        Self { api }
    }
}

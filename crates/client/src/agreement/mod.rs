//! The agreement service. Written by `cargo run -p xtask -- regen`.

mod agreements;
mod amendments;
mod authenticity;
mod authenticity_reports;
mod backfill_grants;
mod bank_accounts;
mod clients;
mod commitments;
mod contracts;
mod cooperation_limits;
mod coverage;
mod demands;
mod document_requirements;
mod evaluations;
mod events;
mod file_quotas;
mod files;
mod invitations;
mod me;
mod members;
mod memberships;
mod parties;
mod party_applications;
mod party_corrections;
mod plausible_prices;
mod realization;
mod recommendations;
mod regions;
mod stage_requirements;
mod supplier_verifications;
mod tokens;
mod trial_thresholds;
mod work_items;

use crate::Api;

/// Calls the agreement service: one method per operation id.
#[derive(Debug, Clone)]
pub struct AgreementApi {
    /// The connection, for calls without a method.
    pub api: Api,
}

impl AgreementApi {
    /// A client over a connection.
    pub fn new(api: Api) -> Self {
        Self { api }
    }
}

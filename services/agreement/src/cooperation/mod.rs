//! What governments and businesses agree on: agreements, contracts, the consents to their texts, grants to record the
//! past, and what the public may check.

pub(crate) mod agreements;
pub(crate) mod amendments;
pub(crate) mod authenticity;
pub(crate) mod authenticity_reports;
pub(crate) mod backfill_grants;
pub(crate) mod consents;
pub(crate) mod contracts;
pub(crate) mod evaluations;
pub(crate) mod limits;
pub(crate) mod recommendations;
pub(crate) mod rules;

pub(crate) use agreements::{
    AgreementRow, find_agreement_by_id, get_agreement, share_agreement, visible_to as read_agreements,
};
pub(crate) use contracts::{find_contracts, reschedule, visible_to as read_contracts};

//! The story's steps, in the order they are played; each is safe to repeat.

pub(super) mod agreements;
pub(super) mod claims;
pub(super) mod contracts;
pub(super) mod deliveries;
pub(super) mod farm;
pub(super) mod festival;
pub(super) mod founding;
pub(super) mod growth;
pub(super) mod held;
pub(super) mod hub;
pub(super) mod money;
pub(super) mod need;
mod outlets;
pub(super) mod products;
pub(super) mod signals;
pub(super) mod trial;
pub(super) mod verification;
pub(super) mod visit;

use std::collections::BTreeMap;

use anyhow::Context as _;
use api_types::TransitionRequest;
use api_types::agreement::ConsentView;
use domain::agreement::ConsentKind;
use domain::shared::{AgreementId, ContractId, ContractLineId, MembershipId, PartyId, VariantId};

/// What later steps need of earlier ones: ids by the names of the story.
#[derive(Debug, Default)]
pub(super) struct World {
    parties: BTreeMap<&'static str, PartyId>,
    members: BTreeMap<&'static str, MembershipId>,
    agreements: BTreeMap<&'static str, AgreementId>,
    contracts: BTreeMap<&'static str, (ContractId, ContractLineId)>,
    variants: Vec<VariantId>,
    /// What the buyer pays for one of each product of small businesses, in rupiah.
    price_list: Vec<(VariantId, i64)>,
}

impl World {
    fn party(&self, key: &str) -> anyhow::Result<PartyId> {
        self.parties.get(key).copied().with_context(|| format!("nobody is called {key}"))
    }

    fn member(&self, subject: &str) -> anyhow::Result<MembershipId> {
        self.members.get(subject).copied().with_context(|| format!("{subject} is no member"))
    }

    pub(super) fn agreement(&self, key: &str) -> anyhow::Result<AgreementId> {
        self.agreements.get(key).copied().with_context(|| format!("no agreement {key}"))
    }

    /// Id of a contract and of its one line.
    fn contract(&self, key: &str) -> anyhow::Result<(ContractId, ContractLineId)> {
        self.contracts.get(key).copied().with_context(|| format!("no contract {key}"))
    }
}

/// A transition that happened at a time of the story.
fn happened(at: &str) -> anyhow::Result<TransitionRequest> {
    Ok(TransitionRequest { occurred_at: Some(at.parse()?), ..TransitionRequest::default() })
}

/// Whether a side has said yes already.
fn consented(consents: &[ConsentView], kind: ConsentKind, by: &str) -> bool {
    consents.iter().any(|consent| consent.kind == kind && consent.by == by)
}

//! The story's scenes, in the order they are played; each step is safe to repeat.

pub(super) mod agreements;
pub(super) mod contracts;
pub(super) mod deliveries;
pub(super) mod founding;
pub(super) mod products;
pub(super) mod verification;

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde_json::Value;

use super::stage::{Deed, Service};

/// What later scenes need of earlier ones: ids by the names of the story.
#[derive(Debug, Default)]
pub(super) struct World {
    parties: BTreeMap<&'static str, String>,
    members: BTreeMap<&'static str, String>,
    agreements: BTreeMap<&'static str, String>,
    contracts: BTreeMap<&'static str, (String, String)>,
    variants: Vec<String>,
}

impl World {
    fn party(&self, key: &str) -> anyhow::Result<&str> {
        self.parties.get(key).map(String::as_str).with_context(|| format!("nobody is called {key}"))
    }

    fn member(&self, subject: &str) -> anyhow::Result<&str> {
        self.members.get(subject).map(String::as_str).with_context(|| format!("{subject} is no member"))
    }

    pub(super) fn agreement(&self, key: &str) -> anyhow::Result<&str> {
        self.agreements.get(key).map(String::as_str).with_context(|| format!("no agreement {key}"))
    }

    /// Id of a contract and of its one line.
    fn contract(&self, key: &str) -> anyhow::Result<(&str, &str)> {
        let (contract, line) = self.contracts.get(key).with_context(|| format!("no contract {key}"))?;
        Ok((contract, line))
    }
}

/// A deed in agreement.
fn in_agreement<'a>(actor: &'a str, what: &'a str, path: impl Into<String>, body: Value) -> Deed<'a> {
    Deed { actor, what, service: Service::Agreement, path: path.into(), body }
}

/// A deed in catalog.
fn in_catalog<'a>(actor: &'a str, what: &'a str, path: impl Into<String>, body: Value) -> Deed<'a> {
    Deed { actor, what, service: Service::Catalog, path: path.into(), body }
}

/// A deed in logistics.
fn in_logistics<'a>(actor: &'a str, what: &'a str, path: impl Into<String>, body: Value) -> Deed<'a> {
    Deed { actor, what, service: Service::Logistics, path: path.into(), body }
}

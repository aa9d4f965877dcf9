//! A service as the server mounts it and as its document describes it.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::web;
use api_types::EventGroup;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{Access, Kind};

/// A feature as it registers itself with its service.
#[derive(Debug, Clone, Copy)]
pub struct Feature {
    /// Registers its handlers.
    pub routes: fn(&mut ServiceConfig),
    /// Its part of the role table.
    pub operations: &'static [Access],
    /// What its tags stand for, a sentence each.
    pub tags: &'static [Tag],
    /// The name of the lifecycle its resource has.
    pub lifecycle: Option<fn() -> &'static str>,
}

/// The operations that take the steps of the mounted lifecycles: what a state conflict may name.
#[derive(Debug, Default)]
pub(crate) struct Steps(HashMap<&'static str, &'static [Access]>);

impl Steps {
    /// Of all features.
    pub(crate) fn of<'f>(features: impl IntoIterator<Item = &'f Feature>) -> Self {
        let named = features.into_iter().filter_map(|one| Some((one.lifecycle?(), one.operations)));
        Self(named.collect())
    }

    /// The operation that takes a step; none where the step follows from other facts.
    pub(crate) fn operation(&self, lifecycle: &str, step: &str) -> Option<&'static str> {
        let operations = self.0.get(lifecycle)?;
        let takes = |access: &&Access| access.step == Some(step);
        // What stands in no block of steps is named by its verb, and its object: `end`, `update`, `add_document`.
        let (verb, object) = step.split_once('_').unwrap_or((step, ""));
        let does = |access: &&Access| {
            let named = access.id.split_once('_');
            let changes = matches!(access.kind, Kind::Transition | Kind::Patch);
            named.is_some_and(|(first, rest)| first == verb && rest.ends_with(object))
                && (changes || !object.is_empty())
        };
        let found = operations.iter().find(takes).or_else(|| operations.iter().find(does));
        found.map(|access| access.id)
    }
}

/// One service as the server mounts it.
#[derive(Clone)]
pub struct Mount {
    /// Name, also of its document: `agreement`.
    pub name: &'static str,
    /// Address of its document: `/openapi/agreement.json`.
    pub document_path: &'static str,
    /// Title of its document.
    pub title: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// Its features; no path is served by two of them.
    pub features: Vec<Feature>,
    /// What it tells in its feed, by resource.
    pub events: fn() -> Vec<EventGroup>,
    /// Adds its context to the app data.
    pub data: Arc<dyn Fn(&mut web::ServiceConfig) + Send + Sync>,
}

impl Mount {
    /// The role table: every operation of the service and who may call it.
    pub fn operations(&self) -> Vec<Access> {
        self.features.iter().flat_map(|feature| feature.operations).copied().collect()
    }
}

/// A tag of a document: what its operations are about.
#[derive(Debug, Clone, Copy)]
pub struct Tag {
    /// Name, kebab-case: `work-items`.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
}

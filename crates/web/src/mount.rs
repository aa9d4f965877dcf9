//! A service as the server mounts it and as its document describes it.

use std::sync::Arc;

use actix_web::web;
use api_types::EventGroup;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::Access;

/// A feature as it registers itself with its service.
#[derive(Debug, Clone, Copy)]
pub struct Feature {
    /// Registers its handlers.
    pub routes: fn(&mut ServiceConfig),
    /// Its part of the role table.
    pub operations: &'static [Access],
    /// What its tags stand for, a sentence each.
    pub tags: &'static [Tag],
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

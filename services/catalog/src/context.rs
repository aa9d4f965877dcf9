//! What lives longer than a request, and nothing else.

use std::sync::Arc;

use client::Api;
use domain::catalog::{BestBeforeLimit, PermitRules, seed_best_before_limits, seed_permit_rules};
use service::Core;

/// The context of the catalog service.
#[derive(Clone)]
pub struct Context {
    /// Database, clock, feed.
    pub core: Core,
    /// The agreement service, which knows parties and their verification.
    pub agreement: Api,
    /// The rules of permits and labels.
    pub rules: Arc<Rules>,
}

/// The rules a product is judged by, each figure with its dates and its source.
#[derive(Debug)]
pub struct Rules {
    /// Which permits products need, and how long they last.
    pub permits: PermitRules,
    /// The longest best-before times.
    pub best_before: Vec<BestBeforeLimit>,
}

impl Rules {
    /// The rules of the platform.
    pub fn of_the_platform() -> Self {
        Self { permits: seed_permit_rules(), best_before: seed_best_before_limits() }
    }
}

//! What lives longer than a request, and nothing else.

use std::sync::Arc;

use client::Api;
use domain::catalog::BestBeforeLimit;
use service::Core;

/// The context of the catalog service.
#[derive(Clone)]
pub struct Context {
    /// Database, clock, feed.
    pub core: Core,
    /// The agreement service, which knows parties and their verification.
    pub agreement: Api,
    /// The longest best-before times, each with its dates and its source.
    pub best_before: Arc<[BestBeforeLimit]>,
}

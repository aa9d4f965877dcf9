//! What lives longer than a request, and nothing else.

use std::sync::Arc;

use client::Api;
use domain::catalog::BestBeforeLimit;
use service::Core;
use service::files::{FileStore, Uploads};

use crate::goods::Workshop;

/// The context of the catalog service.
#[derive(Clone)]
pub struct Context {
    /// Database, clock, feed.
    pub core: Core,
    /// The agreement service, which knows parties and their verification.
    pub agreement: Api,
    /// The longest best-before times, each with its dates and its source.
    pub best_before: Arc<[BestBeforeLimit]>,
    /// Where the bytes of pictures lie.
    pub(crate) files: FileStore,
    /// The pictures being written now.
    pub(crate) uploads: Uploads,
    /// Where pictures are made smaller.
    pub(crate) workshop: Workshop,
}

//! What lives longer than a request, and nothing else.

use service::Core;

/// The context of the logistics service.
#[derive(Clone)]
pub struct Context {
    /// Database, clock, feed.
    pub core: Core,
    /// Where people reach the platform: what the codes of papers lead to.
    pub(crate) address: String,
}

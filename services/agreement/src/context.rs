//! What lives longer than a request, and nothing else.

use service::Core;

use crate::identity::TokenIssuer;

/// The context of the agreement service.
#[derive(Clone)]
pub struct Context {
    /// Database, clock, feed.
    pub core: Core,
    /// The authorisation server.
    pub(crate) tokens: TokenIssuer,
}

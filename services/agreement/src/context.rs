//! What lives longer than a request, and nothing else.

use service::Core;
use service::files::{FileStore, Uploads};

use crate::identity::{AccountKey, PersonKey, TokenIssuer};

/// The context of the agreement service.
#[derive(Clone)]
pub struct Context {
    /// Database, clock, feed.
    pub core: Core,
    /// The authorisation server.
    pub(crate) tokens: TokenIssuer,
    /// What knows members again.
    pub(crate) persons: PersonKey,
    /// What knows bank accounts again.
    pub(crate) accounts: AccountKey,
    /// Where the bytes of files lie.
    pub(crate) files: FileStore,
    /// The files being written now.
    pub(crate) uploads: Uploads,
}

//! Tokens: the authorisation server of the platform (RFC 6749, 7009, 7517, 7523, 8414, 8693, 9068).
//!
//! Owns: the signing keys, who gets a token for which party, and ending tokens. Refuses: login pages; people
//! sign in at a trusted OpenID provider. Start at `grants`, which says who the caller is, then `issue`.

mod assertions;
mod desk;
mod form;
mod grants;
mod issue;
mod issuers;
mod keys;
mod queries;
mod refusal;
mod revoke;
mod routes;

pub(crate) use assertions::usable_key;
pub(crate) use desk::TokenDesk;
pub(crate) use keys::ensure_signing_key;
pub use keys::rotate_signing_key;
pub(crate) use revoke::end_tokens;
pub(crate) use routes::routes;

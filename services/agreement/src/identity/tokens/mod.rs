//! Tokens: the authorisation server of the platform (RFC 6749, 7009, 7517, 7523, 8414, 8693, 9068).
//!
//! Owns: the signing keys, who gets a token for which party, and ending tokens. Refuses: login pages; people
//! sign in at a trusted OpenID provider. Start at `grants`, which says who the caller is, then `issue`.

mod access;
mod assertions;
mod form;
mod grants;
mod issue;
mod issuer;
mod issuers;
mod key_secret;
mod keys;
mod queries;
mod refusal;
mod revoke;
mod routes;

pub(crate) use assertions::usable_key;
pub(crate) use issuer::TokenIssuer;
pub use key_secret::KeySecret;
pub(crate) use keys::ensure_signing_key;
pub use keys::rotate_signing_key;
pub(crate) use revoke::end_tokens;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "tokens", about: "Tokens of machines and people, and the keys to check them with." }],
);

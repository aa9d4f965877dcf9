//! Typed clients of the three services: one method per operation id, of the same name.
//!
//! A method makes a [`Call`]; `.await` sends it, `.key(...)` before that chooses its idempotency key. It fails as
//! [`ClientError::Problem`], [`ClientError::Unreachable`] or [`ClientError::Unexpected`]. Reads, keyed writes and
//! writes under an own id are retried with jitter when the service is unreachable or says 503; nothing else is.
//! Start at [`Api`]. The folders `agreement`, `catalog` and `logistics` are written from the documents by
//! `cargo run -p xtask -- regen`.

mod api;
mod call;
mod error;
mod stream;
mod token;

mod agreement;
mod catalog;
mod logistics;

pub use agreement::AgreementApi;
pub use api::Api;
pub use call::{Answer, Call, Request};
pub use catalog::CatalogApi;
pub use error::ClientError;
pub use logistics::LogisticsApi;
pub use stream::EventStream;
pub use token::{Credentials, TokenSource, exchange_token};

//! Typed clients of the three services: one method per operation id, of the same name.
//!
//! Fails as [`ClientError::Problem`], [`ClientError::Unreachable`] or [`ClientError::Unexpected`]. Reads
//! and keyed writes are retried with jitter when the service is unreachable or says 503; nothing else is.
//! Start at [`Api`]; the methods stand in one file per service.

mod api;
mod error;
mod methods;
mod token;

mod agreement;
mod catalog;
mod logistics;

pub use agreement::AgreementApi;
pub use api::{Answer, Api, Write};
pub use catalog::CatalogApi;
pub use error::ClientError;
pub use logistics::LogisticsApi;
pub use token::{Credentials, TokenSource, exchange_token};

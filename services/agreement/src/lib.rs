//! The agreement service: parties and their verification, government agreements, contracts, tokens,
//! realisation reports. Owns its database; start at [`app`], then the folder of a feature.

mod access;
mod agreements;
pub mod app;
mod backfill_grants;
mod consents;
mod context;
mod feed;
mod files;
mod parties;
mod regions;
mod schema;
mod verifications;

pub use access::OPERATIONS;
pub use app::{build, migrations, mount};

//! The agreement service: parties and their verification, government agreements, contracts, tokens,
//! realisation reports. Owns its database; start at [`app`], then the folder of a feature.

mod access;
mod agreements;
pub mod app;
mod authenticity;
mod backfill_grants;
mod bootstrap;
mod clients;
mod consents;
mod context;
mod contracts;
mod feed;
mod files;
mod memberships;
mod parties;
mod projections;
mod realization;
mod regions;
mod schema;
mod tokens;
mod verifications;
mod work_items;

pub use access::OPERATIONS;
pub use app::{build, migrations, mount};
pub use bootstrap::{AdminCredential, BootstrapAdmin, Bootstrapped, bootstrap};
pub use tokens::rotate_signing_key;

//! The agreement service: parties and their verification, government agreements, contracts, tokens,
//! realisation reports. Owns its database; start at [`app`], then the folder of a feature.

mod access;
mod agreements;
pub mod app;
mod authenticity;
mod backfill_grants;
mod consents;
mod context;
mod contracts;
mod feed;
mod files;
mod parties;
mod projections;
mod realization;
mod regions;
mod schema;
mod verifications;
mod work_items;

pub use access::OPERATIONS;
pub use app::{build, migrations, mount};

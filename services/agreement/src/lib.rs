//! The agreement service: parties and their verification, government agreements, contracts, tokens,
//! realisation reports. Owns its database; start at [`app`], then the folder of a feature.

mod access;
pub mod app;
mod context;
mod feed;
mod parties;
mod regions;
mod schema;

pub use access::OPERATIONS;
pub use app::{build, migrations, mount};
